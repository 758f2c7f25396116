import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { desk, people, take, type Overview } from "@/api";
import { live, overviewQuery } from "@/lib/operator";

export function usePause() {
  const queries = useQueryClient();
  const key = overviewQuery.queryKey;
  return useMutation({
    mutationFn: ({ id, paused }: { id: string; paused: boolean }) =>
      take(desk.POST("/api/operator/accounts/{id}/pause", { params: { path: { id } }, body: { paused } })),
    onSuccess: (account) =>
      queries.setQueryData<Overview>(key, (known) =>
        known && {
          ...known,
          accounts: known.accounts.map((entry) => (entry.id === account.id ? { ...entry, paused: account.paused } : entry)),
        },
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
}

/** Bookings that fit the words typed into the palette. */
export const findQuery = (q: string) =>
  queryOptions({
    queryKey: [...live, "find", q],
    queryFn: ({ signal }) => take(desk.GET("/api/operator/bookings", { params: { query: { q } }, signal })),
    enabled: q.length >= 2,
    staleTime: 10_000,
  });

export function useLogout() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await take(people.POST("/api/auth/sign-out"));
    },
    onSettled: () => queries.clear(),
  });
}

/** Works for another organisation from now on. */
export const useSwitch = () =>
  useMutation({ mutationFn: (organisationId: string) => take(people.POST("/api/auth/switch", { body: { organisationId } })) });
