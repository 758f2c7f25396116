import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { desk, take, type JobState } from "@/api";
import type { WebhookSearch } from "@/lib/console-search";
import { live, reconciliationsQuery } from "@/lib/operator";

export const jobsQuery = (state: JobState) =>
  infiniteQueryOptions({
    queryKey: [...live, "jobs", state],
    queryFn: ({ signal, pageParam }) =>
      take(desk.GET("/api/operator/jobs", { params: { query: { state, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    // Work that waits and runs makes no events of its own.
    refetchInterval: 5_000,
  });

export const webhooksQuery = (search: WebhookSearch) =>
  infiniteQueryOptions({
    queryKey: [...live, "webhooks", search],
    queryFn: ({ signal, pageParam }) =>
      take(desk.GET("/api/operator/webhooks", { params: { query: { ...search, ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: 10_000,
  });

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ["operator-webhook", id],
    queryFn: ({ signal }) => take(desk.GET("/api/operator/webhooks/{id}", { params: { path: { id } }, signal })),
    staleTime: 30_000,
    // What a webhook says is personal; it is not kept once it is closed.
    gcTime: 0,
  });

const at = (id: string) => ({ params: { path: { id } } });

function useThenRefresh<Input, Output>(change: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: live }) });
}

export const useRetryJob = () => useThenRefresh((id: string) => take(desk.POST("/api/operator/jobs/{id}/retry", at(id))));

export const useLetGo = () =>
  useThenRefresh(async (id: string) => {
    await take(desk.DELETE("/api/operator/jobs/{id}", at(id)));
  });

export const useReplay = () => useThenRefresh((id: string) => take(desk.POST("/api/operator/webhooks/{id}/replay", at(id))));

export function useReconcile() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { accountId: string; day: string }) => take(desk.POST("/api/operator/reconciliations", { body })),
    onSettled: () => queries.invalidateQueries({ queryKey: reconciliationsQuery.queryKey }),
  });
}
