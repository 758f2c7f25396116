import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { toast } from "sonner";
import { asProblem, desk, sentence, take, throttle, useLive, type DomainEvent, type LiveState } from "@/api";

/** Everything under `live` is fetched anew when something happens; what is under `setup` only changes by hand. */
export const live = ["operator"] as const;
export const setup = ["setup"] as const;

export const overviewQuery = queryOptions({
  queryKey: [...live, "overview"],
  queryFn: ({ signal }) => take(desk.GET("/api/operator/overview", { signal })),
});

export const plansQuery = queryOptions({
  queryKey: [...setup, "plans"],
  queryFn: ({ signal }) => take(desk.GET("/api/operator/plans", { signal })),
  staleTime: 60_000,
});

/** What is added up from very much is fetched anew when something happens too, but not as often. */
export const figures = ["figures"] as const;

const PAUSE = 500;
const FIGURES_PAUSE = 3_000;

/** Whatever happens in the organisation refreshes what is on the screen, at most twice a second; figures every three seconds. */
export function useDomainEvents(onEvent: (event: Partial<DomainEvent>) => void): LiveState {
  const queries = useQueryClient();
  const refresh = useMemo(() => throttle(() => queries.invalidateQueries({ queryKey: live }), PAUSE), [queries]);
  const reckon = useMemo(() => throttle(() => queries.invalidateQueries({ queryKey: figures }), FIGURES_PAUSE), [queries]);
  useEffect(
    () => () => {
      refresh.cancel();
      reckon.cancel();
    },
    [refresh, reckon],
  );
  return useLive({
    path: "/api/events",
    event: "domain",
    resume: "after",
    onMessage: (data) => {
      refresh();
      reckon();
      if (typeof data === "object" && data !== null) onEvent(data);
    },
    poll: refresh,
  });
}

export function useCancelBooking() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => take(desk.POST("/api/operator/bookings/{id}/cancel", { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: live }),
  });
}

/** Says in a toast what went wrong and what to do about it. */
export const sayProblem = (error: unknown): void => void toast.error(sentence(asProblem(error)));

/** How much work waits, runs and is stuck. */
export const jobCountsQuery = queryOptions({
  queryKey: [...live, "jobs", "counts"],
  queryFn: async ({ signal }) => (await take(desk.GET("/api/operator/jobs", { params: { query: { state: "dead" } }, signal }))).counts,
});

export const reconciliationsQuery = queryOptions({
  queryKey: [...setup, "reconciliations"],
  queryFn: ({ signal }) => take(desk.GET("/api/operator/reconciliations", { signal })),
  staleTime: 30_000,
  refetchInterval: 5 * 60_000,
});

/** What the customers' banks have still to decide about. */
export const disputesQuery = queryOptions({
  queryKey: [...setup, "disputes"],
  queryFn: ({ signal }) => take(desk.GET("/api/operator/disputes", { signal })),
  staleTime: 30_000,
  refetchInterval: 5 * 60_000,
});

/** What the public page says, as it is edited. */
export const storefrontSettingsQuery = queryOptions({
  queryKey: [...setup, "storefront"],
  queryFn: ({ signal }) => take(desk.GET("/api/operator/storefront", { signal })),
  staleTime: 60_000,
});
