import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { people, take } from "@/api";
import { setup } from "@/lib/operator";

export const keysQuery = queryOptions({
  queryKey: [...setup, "keys"],
  queryFn: ({ signal }) => take(people.GET("/api/keys", { signal })),
});

function useKeyChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: keysQuery.queryKey }) });
}

export const useMakeKey = () =>
  useKeyChange((body: { name: string; scopes: string[]; expiresAt?: string }) => take(people.POST("/api/keys", { body })));

export const useRevokeKey = () =>
  useKeyChange(async (id: string) => {
    await take(people.DELETE("/api/keys/{id}", { params: { path: { id } } }));
  });
