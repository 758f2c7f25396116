import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take, type Schema } from "@/api";
import { live } from "@/lib/operator";
import { endpointsQuery } from "@/lib/setup-queries";
import type { DeliveryState } from "../words";

export type Endpoint = Schema<"EndpointView">;
export type EndpointForm = Schema<"EndpointForm">;
export type Delivery = Schema<"DeliveryView">;

export const deliveriesQuery = (id: string, state: DeliveryState | undefined) =>
  infiniteQueryOptions({
    queryKey: [...live, "deliveries", id, state ?? "all"],
    queryFn: ({ signal, pageParam }) =>
      take(
        api.GET("/api/webhook-endpoints/{id}/deliveries", {
          params: { path: { id }, query: { ...(state ? { state } : {}), ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    // A try makes no event of its own.
    refetchInterval: 5_000,
    // What is sent may be personal; it is not kept once it is closed.
    gcTime: 0,
  });

const at = (id: string) => ({ params: { path: { id } } });

function useThenRefresh<Input, Output>(change: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // Not waited for: whoever removed an endpoint has left its page before the list comes without it.
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: endpointsQuery.queryKey });
      void queries.invalidateQueries({ queryKey: [...live, "deliveries"] });
    },
  });
}

export const useMakeEndpoint = () => useThenRefresh((body: EndpointForm) => take(api.POST("/api/webhook-endpoints", { body })));

export const useChangeEndpoint = (id: string) =>
  useThenRefresh((body: EndpointForm) => take(api.PATCH("/api/webhook-endpoints/{id}", { ...at(id), body })));

export const useDropEndpoint = (id: string) =>
  useThenRefresh(async () => {
    await take(api.DELETE("/api/webhook-endpoints/{id}", at(id)));
  });

export const useChangeSecret = (id: string) => useThenRefresh(() => take(api.POST("/api/webhook-endpoints/{id}/secret", at(id))));

export const useTryEndpoint = (id: string) => useThenRefresh(() => take(api.POST("/api/webhook-endpoints/{id}/test", at(id))));

export const useReplayDelivery = () => useThenRefresh((id: string) => take(api.POST("/api/deliveries/{id}/replay", at(id))));
