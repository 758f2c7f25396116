import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { desk, take } from "@/api";
import { live } from "@/lib/operator";
import type { Range } from "@/lib/range";

// Looked up anew often enough to be believed, not with every event.
const calm = { staleTime: 10_000, refetchInterval: 15_000, placeholderData: keepPreviousData } as const;

export const periodQuery = (range: Range) =>
  queryOptions({
    queryKey: ["dashboard", "funnel", range],
    queryFn: ({ signal }) => take(desk.GET("/api/operator/funnel", { params: { query: range }, signal })),
    ...calm,
  });

export const endingsQuery = (range: Range) =>
  queryOptions({
    queryKey: ["dashboard", "failures", range],
    queryFn: ({ signal }) => take(desk.GET("/api/operator/failures", { params: { query: range }, signal })),
    ...calm,
  });

export const recentQuery = queryOptions({
  queryKey: [...live, "recent"],
  queryFn: ({ signal }) => take(desk.GET("/api/operator/bookings", { params: { query: {} }, signal })),
});
