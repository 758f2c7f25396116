import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { bearer, client, take, useLive, type Booking, type LiveState } from "@/api";
import { hasEnded } from "@/lib/booking-words";

const keyOf = (id: string) => ["booking", id] as const;

/** The newer of two views of one booking; a slow answer never overwrites a later one. */
export function newer(known: Booking | undefined, came: Booking): Booking {
  if (known?.id !== came.id) return came;
  const order = Date.parse(came.updatedAt) - Date.parse(known.updatedAt);
  if (order !== 0) return order > 0 ? came : known;
  return (came.timeline.at(-1)?.seq ?? 0) >= (known.timeline.at(-1)?.seq ?? 0) ? came : known;
}

export function isBooking(data: unknown): data is Booking {
  return typeof data === "object" && data !== null && "id" in data && "state" in data && "timeline" in data;
}

/** One booking, moved by the server's stream and asked for every 5 s while that is broken. */
export function useBooking(id: string, token: string) {
  const queries = useQueryClient();
  const params = { path: { id } };
  const headers = bearer(token);

  const put = useCallback(
    (came: Booking) => {
      queries.setQueryData<Booking>(keyOf(id), (known) => newer(known, came));
    },
    [queries, id],
  );

  const query = useQuery({
    queryKey: keyOf(id),
    queryFn: async ({ signal }) => {
      const came = await take(client.GET("/api/bookings/{id}", { params, headers, signal }));
      return newer(queries.getQueryData<Booking>(keyOf(id)), came);
    },
    retry: (count, error) => count < 2 && !("status" in error && error.status === 404),
  });

  const known = query.data;
  const finished = known !== undefined && hasEnded(known.state) && known.payment?.state !== "refunding";
  const live: LiveState = useLive({
    path:
      known === undefined || finished
        ? null
        : `/api/bookings/${encodeURIComponent(id)}/events?token=${encodeURIComponent(token)}`,
    event: "booking",
    onMessage: (data) => {
      if (isBooking(data)) put(data);
      else void query.refetch();
    },
    poll: () => void query.refetch(),
  });

  return { query, live, finished };
}

export function useBookingActions(id: string, token: string) {
  const queries = useQueryClient();
  const params = { path: { id } };
  const headers = bearer(token);
  const onSuccess = (came: Booking) => {
    queries.setQueryData<Booking>(keyOf(id), (known) => newer(known, came));
  };

  const cancel = useMutation({
    mutationFn: () => take(client.POST("/api/bookings/{id}/cancel", { params, headers })),
    onSuccess,
  });
  const changePhone = useMutation({
    mutationFn: (phone: string) => take(client.POST("/api/bookings/{id}/phone", { params, headers, body: { phone } })),
    onSuccess,
  });
  const checkout = useMutation({
    mutationFn: (method: "checkout" | "crypto") =>
      take(client.POST("/api/bookings/{id}/checkout", { params, headers, body: { method } })),
  });
  const cardForm = () => take(client.POST("/api/bookings/{id}/element", { params, headers }));
  const paymentCheck = useMutation({
    mutationFn: () => take(client.POST("/api/bookings/{id}/payment-check", { params, headers })),
    onSuccess,
  });
  return { cancel, changePhone, checkout, cardForm, paymentCheck };
}
