import type { AttemptOutcome, BookingState, PaymentState } from "@/api";

export type Tone = "calm" | "accent" | "live" | "harm" | "quiet";

export const stateWords: Record<BookingState, { label: string; tone: Tone }> = {
  pending: { label: "Starting", tone: "calm" },
  scheduled: { label: "Scheduled", tone: "calm" },
  pending_payment: { label: "Awaiting payment", tone: "accent" },
  payment_failed: { label: "Payment failed", tone: "harm" },
  confirmed: { label: "Confirmed", tone: "calm" },
  queued: { label: "In the queue", tone: "accent" },
  initiating: { label: "Dialling", tone: "live" },
  calling: { label: "On the phone", tone: "live" },
  completed: { label: "Completed", tone: "quiet" },
  no_answer: { label: "No answer", tone: "harm" },
  cancelled: { label: "Cancelled", tone: "quiet" },
  failed: { label: "Failed", tone: "harm" },
};

export const bookingStates = Object.keys(stateWords) as BookingState[];

export const paymentWords: Record<PaymentState, { label: string; tone: Tone }> = {
  pending: { label: "Not paid yet", tone: "accent" },
  paid: { label: "Paid", tone: "live" },
  failed: { label: "Declined", tone: "harm" },
  expired: { label: "Expired", tone: "quiet" },
  refunding: { label: "Refund on its way", tone: "accent" },
  partly_refunded: { label: "Partly refunded", tone: "quiet" },
  refunded: { label: "Refunded", tone: "quiet" },
};

export const outcomeWords: Record<AttemptOutcome, string> = {
  completed: "Completed",
  duration_reached: "Talked to the full time",
  busy: "Line was busy",
  no_answer: "Nobody answered",
  voicemail: "Reached voicemail",
  screened: "Reached call screening",
  rejected: "Rejected",
  invalid_number: "Number does not exist",
  never_placed: "Was never placed",
  vendor_failed: "Telephone service failed",
  lost: "Connection lost",
  cancelled: "Cancelled",
};

const ended: readonly BookingState[] = ["completed", "no_answer", "cancelled", "failed"];
const waiting: readonly BookingState[] = [
  "pending",
  "scheduled",
  "pending_payment",
  "payment_failed",
  "confirmed",
  "queued",
];

export const hasEnded = (state: BookingState): boolean => ended.includes(state);

/** While it waits a booking may still be cancelled and its number changed. */
export const stillWaits = (state: BookingState): boolean => waiting.includes(state);
