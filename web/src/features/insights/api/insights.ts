import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { desk, take } from "@/api";
import type { Range } from "@/lib/range";

// Figures over weeks do not change with every call; they are looked up anew every minute, not with every event.
const calm = { staleTime: 30_000, refetchInterval: 60_000, placeholderData: keepPreviousData } as const;

export const targetsQuery = (days: number) =>
  queryOptions({
    queryKey: ["insights", "targets", days],
    queryFn: ({ signal }) => take(desk.GET("/api/operator/targets", { params: { query: { days } }, signal })),
    ...calm,
  });

export const funnelQuery = (range: Range) =>
  queryOptions({
    queryKey: ["insights", "funnel", range],
    queryFn: ({ signal }) => take(desk.GET("/api/operator/funnel", { params: { query: range }, signal })),
    ...calm,
  });

export const failuresQuery = (range: Range) =>
  queryOptions({
    queryKey: ["insights", "failures", range],
    queryFn: ({ signal }) => take(desk.GET("/api/operator/failures", { params: { query: range }, signal })),
    ...calm,
  });
