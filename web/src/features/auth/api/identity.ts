import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { people, take, type NewPerson, type Session, type SignIn } from "@/api";
import { sessionQuery } from "@/lib/session";

/** Whoever was signed in before leaves nothing behind for whoever is now. */
function useEnter<Input>(enter: (input: Input) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: enter,
    onSuccess: () => {
      queries.clear();
      return queries.query({ ...sessionQuery, staleTime: 0 });
    },
  });
}

export const useSignIn = () => useEnter((body: SignIn) => take(people.POST("/api/auth/sign-in", { body })));

/** What can be signed in with, besides a password. */
export const providersQuery = queryOptions({
  queryKey: ["providers"],
  queryFn: ({ signal }) => take(people.GET("/api/auth/providers", { signal })),
  staleTime: Infinity,
});

/** The second factor of somebody for whom Google vouched a moment ago. */
export const useGoogleCode = () => useEnter((code: string) => take(people.POST("/api/auth/google/code", { body: { code } })));

export const useRegister = () => useEnter((body: NewPerson) => take(people.POST("/api/auth/register", { body })));

export const useAccept = (token: string) =>
  useEnter((body: { name?: string; password?: string; code?: string }): Promise<Session> =>
    take(people.POST("/api/auth/invitations/{token}/accept", { params: { path: { token } }, body })),
  );

/** A link is good for one use: it is used once however often the page is drawn. */
export const verifyQuery = (token: string) =>
  queryOptions({
    queryKey: ["verify", token],
    queryFn: () => take(people.POST("/api/auth/verify", { body: { token } })),
    enabled: token !== "",
    staleTime: Infinity,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

export const useForgot = () =>
  useMutation({
    mutationFn: async (email: string) => {
      await take(people.POST("/api/auth/forgot", { body: { email } }));
    },
  });

export const useReset = () =>
  useMutation({
    mutationFn: async (body: { token: string; password: string }) => {
      await take(people.POST("/api/auth/reset", { body }));
    },
  });

export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ["invitation", token],
    queryFn: ({ signal }) => take(people.GET("/api/auth/invitations/{token}", { params: { path: { token } }, signal })),
    enabled: token !== "",
    retry: false,
  });
