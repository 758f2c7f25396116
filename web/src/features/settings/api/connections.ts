import { queryOptions } from "@tanstack/react-query";
import { business, take, type NewIntegration } from "@/api";
import { useSaving } from "@/lib/business";
import { live } from "@/lib/operator";

export const connectionsQuery = queryOptions({
  queryKey: [...live, "connections"],
  queryFn: ({ signal }) => take(business.GET("/api/organizations/integrations", { signal })),
});

export const useConnect = () => useSaving((body: NewIntegration) => take(business.POST("/api/organizations/integrations", { body })), live);

export const useDisconnect = () =>
  useSaving(async (id: string) => {
    await take(business.DELETE("/api/organizations/integrations/{id}", { params: { path: { id } } }));
  }, live);
