import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { business, take } from "@/api";
import type { CallSearch } from "@/lib/console-search";
import { live } from "@/lib/operator";

export const callsQuery = (search: CallSearch) =>
  infiniteQueryOptions({
    queryKey: [...live, "calls", search],
    queryFn: ({ signal, pageParam }) =>
      take(business.GET("/api/calls", { params: { query: { ...search, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });

export const callQuery = (id: string) =>
  queryOptions({
    queryKey: [...live, "call", id],
    queryFn: ({ signal }) => take(business.GET("/api/calls/{id}", { params: { path: { id } }, signal })),
    // What is said during a call is no event: while it is up, its page asks.
    refetchInterval: ({ state }) => (state.data && !state.data.call.ended ? 2_000 : false),
  });
