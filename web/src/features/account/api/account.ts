import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { people, take, type OwnSession } from "@/api";
import { writeDates } from "@/lib/format";
import { profileQuery } from "@/lib/preferences";
import { sessionQuery } from "@/lib/session";

export const sessionsQuery = queryOptions({
  queryKey: ["own-sessions"],
  queryFn: ({ signal }) => take(people.GET("/api/auth/sessions", { signal })),
});

type Listed = { items: OwnSession[] } | undefined;

/** Ends one session, or all others when none is named; it leaves the list at once. */
export function useEndSession() {
  const queries = useQueryClient();
  const key = sessionsQuery.queryKey;
  return useMutation({
    mutationFn: async (id: string | null) => {
      await take(id === null ? people.DELETE("/api/auth/sessions") : people.DELETE("/api/auth/sessions/{id}", { params: { path: { id } } }));
    },
    onMutate: async (id) => {
      await queries.cancelQueries({ queryKey: key });
      const before = queries.getQueryData(key);
      queries.setQueryData(key, (known: Listed) => known && { items: known.items.filter((entry) => entry.current || (id !== null && entry.id !== id)) });
      return { before };
    },
    onError: (_error, _id, kept) => {
      if (kept?.before) queries.setQueryData(key, kept.before);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
}

export const useResend = () =>
  useMutation({
    mutationFn: async () => {
      await take(people.POST("/api/auth/verify/resend"));
    },
  });

export const useBeginTotp = () => useMutation({ mutationFn: () => take(people.POST("/api/auth/totp")) });

/** What the session and the profile say is read anew afterwards. */
function useThenSession<Input, Output>(change: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  const keys = [sessionQuery.queryKey, profileQuery.queryKey];
  return useMutation({ mutationFn: change, onSuccess: () => Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey }))) });
}

export function useChangeProfile() {
  const queries = useQueryClient();
  return useThenSession(async (body: { name?: string; locale?: string; timeZone?: string }) => {
    const profile = await take(people.PATCH("/api/user/profile", { body }));
    writeDates(profile.locale, profile.timeZone);
    queries.setQueryData(profileQuery.queryKey, profile);
    return profile;
  });
}

/** Chooses another password; whoever is signed in elsewhere is signed out. */
export function useChangePassword() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: { current: string; password: string; code?: string }) => {
      await take(people.POST("/api/user/password", { body }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}

export const useLeave = () =>
  useMutation({
    mutationFn: async (id: string) => {
      await take(people.DELETE("/api/user/memberships/{id}", { params: { path: { id } } }));
    },
  });

export const useDeleteAccount = () =>
  useMutation({
    mutationFn: async (body: { password: string; code?: string }) => {
      await take(people.DELETE("/api/user", { body }));
    },
  });

export const useConfirmTotp = () => useThenSession((body: { password: string; code: string }) => take(people.POST("/api/auth/totp/confirm", { body })));

export const useDropTotp = () =>
  useThenSession(async (body: { password: string; code: string }) => {
    await take(people.DELETE("/api/auth/totp", { body }));
  });

export const activityQuery = infiniteQueryOptions({
  queryKey: ["own-activity"],
  queryFn: ({ signal, pageParam }) =>
    take(people.GET("/api/user/activity", { params: { query: pageParam ? { cursor: pageParam } : {} }, signal })),
  initialPageParam: "",
  getNextPageParam: (page) => page.nextCursor,
});
