import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { business, take } from "@/api";
import { figures, live } from "@/lib/operator";
import type { Range } from "@/lib/range";

const calm = { placeholderData: keepPreviousData } as const;

export const metricsQuery = (days: number) =>
  queryOptions({
    queryKey: [...figures, "metrics", days],
    queryFn: ({ signal }) => take(business.GET("/api/dashboard/metrics", { params: { query: { days } }, signal })),
    ...calm,
  });

export const analyticsQuery = (range: Range) =>
  queryOptions({
    queryKey: [...figures, "analytics", range],
    queryFn: ({ signal }) => take(business.GET("/api/dashboard/analytics", { params: { query: range }, signal })),
    ...calm,
  });

export const measuresQuery = (days: number) =>
  queryOptions({
    queryKey: [...figures, "measures", days],
    queryFn: ({ signal }) => take(business.GET("/api/calls/measures", { params: { query: { days } }, signal })),
    ...calm,
  });

export const recentQuery = queryOptions({
  queryKey: [...live, "recent-calls"],
  queryFn: ({ signal }) => take(business.GET("/api/dashboard/recent-calls", { signal })),
});

export const todayQuery = queryOptions({
  queryKey: [...live, "today-bookings"],
  queryFn: ({ signal }) => take(business.GET("/api/dashboard/today-bookings", { signal })),
});
