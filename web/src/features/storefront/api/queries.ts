import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, take, type NewBooking } from "@/api";

export const availabilityQuery = (plan: string) =>
  queryOptions({
    queryKey: ["availability", plan],
    queryFn: ({ signal }) => take(client.GET("/api/availability", { params: { query: { plan } }, signal })),
    enabled: plan !== "",
    refetchInterval: 15_000,
    placeholderData: keepPreviousData,
  });

export const createBooking = (body: NewBooking, key: string) =>
  take(client.POST("/api/bookings", { body, params: { header: { "Idempotency-Key": key } } }));
