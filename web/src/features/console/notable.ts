import type { DomainEvent } from "@/api";

export interface Note {
  seq: number;
  at: string;
  title: string;
  harm: boolean;
  bookingId: string | null;
}

const notable: Record<string, { title: string; harm?: boolean }> = {
  "booking.completed": { title: "A call was completed" },
  "booking.no_answer": { title: "Nobody was reached", harm: true },
  "booking.failed": { title: "A booking failed", harm: true },
  "payment.paid": { title: "A payment came in" },
  "payment.refunded": { title: "A payment was given back" },
  "payment.refund_failed": { title: "A refund did not go through", harm: true },
  "payment.disputed": { title: "A caller's bank disputes a payment", harm: true },
  "payment.dispute_won": { title: "A dispute was won" },
  "payment.dispute_lost": { title: "A dispute was lost", harm: true },
  "account.paused": { title: "An account was paused" },
  "account.resumed": { title: "An account works again" },
  "call.submission_unknown": { title: "A vendor's answer was lost; it is asked again", harm: true },
};

export const MOST = 30;

/** What has happened, with one more event if it is worth a line; newest first, each once. */
export function withEvent(notes: readonly Note[], event: Partial<DomainEvent>): readonly Note[] {
  const known = event.kind === undefined ? undefined : notable[event.kind];
  const { seq } = event;
  if (!known || seq === undefined || notes.some((note) => note.seq === seq)) return notes;
  const note = {
    seq,
    at: event.at ?? "",
    title: known.title,
    harm: known.harm ?? false,
    bookingId: event.bookingId ?? null,
  };
  return [note, ...notes].sort((a, b) => b.seq - a.seq).slice(0, MOST);
}

/** How many came after the last that was looked at. */
export const unread = (notes: readonly Note[], seen: number): number => notes.filter((note) => note.seq > seen).length;
