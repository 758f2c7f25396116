import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiProblem, business, take } from "@/api";
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

/** What there is of a call's recording; null when it was never recorded. */
export const recordingQuery = (id: string) =>
  queryOptions({
    queryKey: [...live, "call", id, "recording"],
    queryFn: async ({ signal }) => {
      try {
        return await take(business.GET("/api/calls/{id}/recording", { params: { path: { id } }, signal }));
      } catch (error) {
        if (error instanceof ApiProblem && error.code === "recording_not_found") return null;
        throw error;
      }
    },
    refetchInterval: ({ state }) => (state.data?.state === "running" || state.data?.state === "waiting" ? 2_000 : false),
  });

/** Deletes a recording for good. */
export function useDeleteRecording(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await take(business.DELETE("/api/calls/{id}/recording", { params: { path: { id } } }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: recordingQuery(id).queryKey }),
  });
}

export const measuresQuery = (id: string) =>
  queryOptions({
    queryKey: [...live, "call", id, "measures"],
    queryFn: ({ signal }) => take(business.GET("/api/calls/{id}/measures", { params: { path: { id } }, signal })),
  });
