import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { client, take, throttle, useLive, type Account, type BookingState, type LiveState, type Overview } from "@/api";

export const overviewQuery = queryOptions({
  queryKey: ["operator", "overview"],
  queryFn: ({ signal }) => take(client.GET("/api/operator/overview", { signal })),
});

export const bookingsQuery = (state: BookingState | undefined) =>
  infiniteQueryOptions({
    queryKey: ["operator", "bookings", state ?? "all"],
    queryFn: ({ signal, pageParam }) =>
      take(
        client.GET("/api/operator/bookings", {
          params: { query: { ...(state ? { state } : {}), ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });

export const bookingQuery = (id: string) =>
  queryOptions({
    queryKey: ["operator", "booking", id],
    queryFn: ({ signal }) => take(client.GET("/api/operator/bookings/{id}", { params: { path: { id } }, signal })),
  });

const PAUSE = 500;

/** Whatever happens in the organisation refreshes what is on the screen, at most twice a second. */
export function useDomainEvents(): LiveState {
  const queries = useQueryClient();
  const refresh = useMemo(
    () => throttle(() => queries.invalidateQueries({ queryKey: ["operator"] }), PAUSE),
    [queries],
  );
  useEffect(() => () => refresh.cancel(), [refresh]);
  return useLive({ path: "/api/events", event: "domain", resume: "after", onMessage: refresh, poll: refresh });
}

export function usePause() {
  const queries = useQueryClient();
  const key = overviewQuery.queryKey;
  return useMutation({
    mutationFn: ({ id, paused }: { id: string; paused: boolean }) =>
      take(client.POST("/api/operator/accounts/{id}/pause", { params: { path: { id } }, body: { paused } })),
    onSuccess: (account: Account) =>
      queries.setQueryData<Overview>(key, (known) =>
        known && {
          ...known,
          accounts: known.accounts.map((entry) => (entry.id === account.id ? { ...entry, paused: account.paused } : entry)),
        },
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
}

export function useCancelBooking() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => take(client.POST("/api/operator/bookings/{id}/cancel", { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["operator"] }),
  });
}

export function useLogout() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await take(client.POST("/api/auth/logout"));
    },
    onSettled: () => queries.clear(),
  });
}
