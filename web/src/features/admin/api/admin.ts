import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { people, take } from "@/api";

const installation = ["installation"] as const;

export const organisationsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: [...installation, "organisations", q],
    queryFn: ({ signal, pageParam }) =>
      take(people.GET("/api/admin/organisations", { params: { query: { ...(q ? { q } : {}), ...(pageParam ? { cursor: pageParam } : {}) } }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });

export const installationQuery = queryOptions({
  queryKey: [...installation, "overview"],
  queryFn: ({ signal }) => take(people.GET("/api/admin/overview", { signal })),
  refetchInterval: 15_000,
});

/** What can be done with an organisation; each has its reason, which is kept in that organisation's trail. */
export type Deed = "suspend" | "resume" | "enter";

export function useDeed(deed: Deed) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, reason }: { id: string; reason: string }) => {
      const input = { params: { path: { id } }, body: { reason } };
      if (deed === "suspend") await take(people.POST("/api/admin/organisations/{id}/suspend", input));
      else if (deed === "resume") await take(people.POST("/api/admin/organisations/{id}/resume", input));
      else await take(people.POST("/api/admin/organisations/{id}/enter", input));
    },
    onSettled: () => (deed === "enter" ? undefined : queries.invalidateQueries({ queryKey: installation })),
  });
}
