import type { DomainEvent } from "@/api";
import type { NoteGroup } from "@/lib/preferences";

export interface Note {
  seq: number;
  at: string;
  title: string;
  harm: boolean;
  bookingId: string | null;
}

const notable: Record<string, { group: NoteGroup; title: string; harm?: boolean }> = {
  "booking.completed": { group: "calls", title: "A call was completed" },
  "booking.no_answer": { group: "calls", title: "Nobody was reached", harm: true },
  "booking.failed": { group: "calls", title: "A booking failed", harm: true },
  "payment.paid": { group: "payments", title: "A payment came in" },
  "payment.refunded": { group: "payments", title: "A payment was given back" },
  "payment.refund_failed": { group: "payments", title: "A refund did not go through", harm: true },
  "payment.disputed": { group: "payments", title: "A caller's bank disputes a payment", harm: true },
  "payment.dispute_won": { group: "payments", title: "A dispute was won" },
  "payment.dispute_lost": { group: "payments", title: "A dispute was lost", harm: true },
  "account.paused": { group: "lines", title: "An account was paused" },
  "account.resumed": { group: "lines", title: "An account works again" },
  "call.submission_unknown": { group: "lines", title: "A vendor's answer was lost; it is asked again", harm: true },
};

export const MOST = 30;

/** What has happened, with one more event if it is worth a line to somebody; newest first, each once. */
export function withEvent(notes: readonly Note[], event: Partial<DomainEvent>, wanted: (group: NoteGroup) => boolean): readonly Note[] {
  const known = event.kind === undefined ? undefined : notable[event.kind];
  const { seq } = event;
  if (!known || !wanted(known.group) || seq === undefined || notes.some((note) => note.seq === seq)) return notes;
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
