import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, take, type NewBooking } from "@/api";

/** Which organisation is asked: none is named for the installation's first one. */
const which = (org: string) => (org === "" ? {} : { org });

export const availabilityQuery = (org: string, plan: string) =>
  queryOptions({
    queryKey: ["availability", org, plan],
    queryFn: ({ signal }) => take(client.GET("/api/availability", { params: { query: { ...which(org), plan } }, signal })),
    enabled: plan !== "",
    refetchInterval: 15_000,
    placeholderData: keepPreviousData,
  });

/** Whether these two may have a free trial now; asked when both are complete. */
export const trialQuery = (org: string, phone: string, email: string) =>
  queryOptions({
    queryKey: ["trial", org, phone, email],
    queryFn: ({ signal }) => take(client.POST("/api/trial", { body: { ...which(org), phone, email }, signal })),
    enabled: phone !== "" && email !== "",
    staleTime: 60_000,
    retry: false,
  });

export const createBooking = (org: string, body: NewBooking, key: string) =>
  take(client.POST("/api/bookings", { body, params: { query: which(org), header: { "Idempotency-Key": key } } }));

export const countVisit = (org: string, step: "visit" | "form") =>
  take(client.POST("/api/visits", { body: { ...which(org), step }, keepalive: true }));
