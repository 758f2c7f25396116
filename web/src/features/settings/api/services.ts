import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { business, take, type ServiceForm, type StaffForm } from "@/api";
import { servicesQuery, useSaving } from "@/lib/business";
import { setup } from "@/lib/operator";

export const staffQuery = queryOptions({
  queryKey: [...setup, "staff"],
  queryFn: ({ signal }) => take(business.GET("/api/staff", { signal })),
});

const at = (id: string) => ({ params: { path: { id } } });

export const useSaveService = (id: string | null) =>
  useSaving(
    (body: ServiceForm) => take(id === null ? business.POST("/api/services", { body }) : business.PUT("/api/services/{id}", { ...at(id), body })),
    servicesQuery.queryKey,
    staffQuery.queryKey,
  );

export const useRestoreService = () =>
  useSaving((id: string) => take(business.POST("/api/services/{id}/restore", at(id))), servicesQuery.queryKey);

/** Takes a service away; it leaves the list at once and comes back if the server refuses. */
export function useDropService() {
  const queries = useQueryClient();
  const key = servicesQuery.queryKey;
  return useMutation({
    mutationFn: async (id: string) => {
      await take(business.DELETE("/api/services/{id}", at(id)));
    },
    onMutate: async (id) => {
      await queries.cancelQueries({ queryKey: key });
      const before = queries.getQueryData(key);
      if (before) queries.setQueryData(key, { ...before, items: before.items.filter((entry) => entry.id !== id) });
      return { before };
    },
    onError: (_error, _id, kept) => {
      if (kept?.before) queries.setQueryData(key, kept.before);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
}

export const useSaveStaff = (id: string | null) =>
  useSaving(
    (body: StaffForm) => take(id === null ? business.POST("/api/staff", { body }) : business.PUT("/api/staff/{id}", { ...at(id), body })),
    staffQuery.queryKey,
    servicesQuery.queryKey,
  );

export const useDropStaff = () =>
  useSaving(
    async (id: string) => {
      await take(business.DELETE("/api/staff/{id}", at(id)));
    },
    staffQuery.queryKey,
    servicesQuery.queryKey,
  );
