import { useMutation, useQueryClient } from "@tanstack/react-query";
import { people, take, type SignIn } from "@/api";
import { sessionQuery } from "@/lib/session";

/** Signs in; whoever was signed in before leaves nothing behind for whoever is now. */
export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: SignIn) => take(people.POST("/api/auth/sign-in", { body })),
    onSuccess: (session) => {
      queries.clear();
      queries.setQueryData(sessionQuery.queryKey, session);
    },
  });
}
