import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client, take } from "@/api";
import { sessionQuery } from "@/lib/session";

export function useLogin() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { email: string; password: string }) => take(client.POST("/api/auth/login", { body })),
    onSuccess: (session) => queries.setQueryData(sessionQuery.queryKey, session),
  });
}
