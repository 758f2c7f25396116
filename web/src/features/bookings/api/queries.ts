import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { desk, take, type Booking, type BookingDetail } from "@/api";
import type { BookingSearch } from "@/lib/console-search";
import { live } from "@/lib/operator";

export const bookingsQuery = (search: BookingSearch) =>
  infiniteQueryOptions({
    queryKey: [...live, "bookings", search],
    queryFn: ({ signal, pageParam }) =>
      take(
        desk.GET("/api/operator/bookings", {
          params: { query: { ...search, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });

export const bookingQuery = (id: string) =>
  queryOptions({
    queryKey: [...live, "booking", id],
    queryFn: ({ signal }) => take(desk.GET("/api/operator/bookings/{id}", { params: { path: { id } }, signal })),
  });

/** Changes a booking; the answer is shown at once, its events follow. */
function useChange<Input>(id: string, change: (input: Input) => Promise<Booking>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (booking) =>
      queries.setQueryData<BookingDetail>(bookingQuery(id).queryKey, (known) => known && { ...known, booking }),
    onSettled: () => queries.invalidateQueries({ queryKey: live }),
  });
}

export const useRefund = (id: string) =>
  useChange(id, (body: { minor?: number; reason: string }) =>
    take(desk.POST("/api/operator/bookings/{id}/refund", { params: { path: { id } }, body })),
  );

export const useRefundGiven = (id: string) =>
  useChange(id, ({ refundId, reference }: { refundId: string; reference: string }) =>
    take(
      desk.POST("/api/operator/bookings/{id}/refunds/{refundId}/given", {
        params: { path: { id, refundId } },
        body: { reference },
      }),
    ),
  );

export const useRetry = (id: string) =>
  useChange(id, () => take(desk.POST("/api/operator/bookings/{id}/retry", { params: { path: { id } } })));

export const usePriority = (id: string) =>
  useChange(id, (priority: number) =>
    take(desk.POST("/api/operator/bookings/{id}/priority", { params: { path: { id } }, body: { priority } })),
  );
