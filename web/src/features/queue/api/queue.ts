import { useMutation, useQueryClient } from "@tanstack/react-query";
import { desk, take, type QueueEntry, type Overview } from "@/api";
import { overviewQuery } from "@/lib/operator";
import { ordered } from "../order";

/** Changes the queue on the screen at once; what the server refuses is put back as it was. */
function useQueueChange<Input>(send: (input: Input) => Promise<unknown>, preview: (queue: QueueEntry[], input: Input) => QueueEntry[]) {
  const queries = useQueryClient();
  const key = overviewQuery.queryKey;
  return useMutation({
    mutationFn: send,
    onMutate: async (input) => {
      await queries.cancelQueries({ queryKey: key });
      const before = queries.getQueryData<Overview>(key);
      if (before) queries.setQueryData<Overview>(key, { ...before, queue: preview(before.queue, input) });
      return { before };
    },
    onError: (_error, _input, kept) => {
      if (kept?.before) queries.setQueryData(key, kept.before);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
}

export interface PriorityChange {
  id: string;
  priority: number;
}

export const usePriority = () =>
  useQueueChange(
    ({ id, priority }: PriorityChange) =>
      take(desk.POST("/api/operator/bookings/{id}/priority", { params: { path: { id } }, body: { priority } })),
    (queue, { id, priority }) => ordered(queue.map((entry) => (entry.bookingId === id ? { ...entry, priority } : entry))),
  );

export const useCallNow = () =>
  useQueueChange(
    (id: string) => take(desk.POST("/api/operator/bookings/{id}/retry", { params: { path: { id } } })),
    (queue, id) =>
      ordered(queue.map((entry) => (entry.bookingId === id ? { ...entry, dueAt: new Date().toISOString() } : entry))),
  );
