import type { Booking, DomainEvent, Payment, PaymentMethod } from "@/api";
import { outcomeWords, stateWords, type Tone } from "@/lib/booking-words";
import { duration, moment, money, words } from "@/lib/format";

export interface EventWords {
  title: string;
  detail: string;
  tone: Tone;
}

type Names = ReadonlyMap<string, string>;
type Data = Record<string, unknown>;

const dataOf = (event: DomainEvent): Data =>
  typeof event.data === "object" && event.data !== null ? (event.data as Data) : {};

const text = (data: Data, field: string): string => {
  const value = data[field];
  return typeof value === "string" ? value : "";
};

const amount = (data: Data, field = "amountMinor"): string => {
  const value = data[field];
  const currency = text(data, "currency");
  return typeof value === "number" && currency ? money(value, currency) : "";
};

const failureWords: Record<string, string> = {
  card_declined: "the bank declined the card",
  authentication_failed: "the bank did not confirm it (3-D Secure)",
  checkout_expired: "the page was not finished in time",
  invalid_number: "the network does not know the number",
  call_rejected: "the person rejected the call",
  nobody_reached: "no attempt reached anybody",
  call_not_placed: "the call could not be placed",
  call_lost: "the telephone service lost the call",
};

const cause = (data: Data): string => {
  const code = text(data, "code");
  return code ? `Cause: ${failureWords[code] ?? words(code).toLowerCase()}.` : "";
};

const sentences: Record<string, (data: Data, names: Names) => Partial<EventWords> & { title: string }> = {
  "booking.pending": () => ({ title: "Booked" }),
  "booking.pending_payment": () => ({ title: "Waits for the payment" }),
  "booking.payment_failed": (data) => ({ title: "The payment did not go through", detail: cause(data), tone: "harm" }),
  "booking.confirmed": () => ({ title: "Admitted: nothing is left to pay" }),
  "booking.scheduled": (data) => ({
    title: text(data, "dueAt") ? `Scheduled for ${moment(text(data, "dueAt"))}` : "Scheduled",
  }),
  "booking.queued": (data) => {
    const tries = typeof data.attempts === "number" ? data.attempts : 0;
    if (tries === 0) return { title: "Took a place in the queue", tone: "accent" };
    return {
      title: `Back in the queue after ${tries} ${tries === 1 ? "try" : "tries"}`,
      detail: text(data, "dueAt") ? `Not to be called before ${moment(text(data, "dueAt"))}.` : "",
      tone: "accent",
    };
  },
  "booking.initiating": () => ({ title: "Left the queue: a line is taken", tone: "live" }),
  "booking.calling": () => ({ title: "The call is under way", tone: "live" }),
  "booking.completed": () => ({ title: "Completed", tone: "live" }),
  "booking.no_answer": (data) => ({ title: "Given up: nobody was reached", detail: cause(data), tone: "harm" }),
  "booking.cancelled": () => ({ title: "Cancelled", tone: "quiet" }),
  "booking.failed": (data) => ({ title: "Failed", detail: cause(data), tone: "harm" }),
  "booking.phone_changed": () => ({ title: "The caller changed the number" }),
  "booking.reprioritised": (data) => ({
    title: typeof data.to === "number" ? `Priority changed${typeof data.from === "number" ? ` from ${data.from}` : ""} to ${data.to}` : "Priority changed",
  }),
  "booking.retried": () => ({ title: "Queued again by an operator", tone: "accent" }),
  "call.initiating": (data, names) => ({ title: "A line was taken", detail: line(data, names), tone: "live" }),
  "call.submission_unknown": () => ({
    title: "The vendor's answer was lost",
    detail: "It is asked whether the call exists; the call is not placed twice.",
    tone: "harm",
  }),
  "call.ringing": () => ({ title: "The phone rings", tone: "live" }),
  "call.in_progress": () => ({ title: "Picked up: the conversation began", tone: "live" }),
  "call.ended": (data) => {
    const outcome = text(data, "outcome");
    const known = outcome in outcomeWords ? outcomeWords[outcome as keyof typeof outcomeWords] : words(outcome);
    const good = outcome === "completed" || outcome === "duration_reached";
    return { title: outcome ? `The call ended: ${known.charAt(0).toLowerCase()}${known.slice(1)}` : "The call ended", tone: good ? "calm" : "harm" };
  },
  "payment.pending": (data) => ({ title: `Payment of ${amount(data) || "the price"} opened` }),
  "payment.paid": (data) => ({ title: `${amount(data) || "The payment"} received`, tone: "live" }),
  "payment.failed": (data) => ({ title: "A try to pay was declined", detail: cause(data), tone: "harm" }),
  "payment.expired": () => ({ title: "The payment ran out of time", tone: "quiet" }),
  "payment.refunding": () => ({ title: "A refund was asked for", tone: "accent" }),
  "payment.partly_refunded": (data) => ({ title: `${amount(data, "refundedMinor") || "A part"} given back so far`, tone: "quiet" }),
  "payment.refunded": (data) => ({ title: `${amount(data, "refundedMinor") || "The payment"} given back`, tone: "quiet" }),
  "payment.disputed": () => ({ title: "The caller's bank disputes the payment", detail: "Answer in the vendor's dashboard.", tone: "harm" }),
  "payment.dispute_won": () => ({ title: "The dispute was won", tone: "live" }),
  "payment.dispute_lost": () => ({ title: "The dispute was lost; the money is gone", tone: "harm" }),
};

function line(data: Data, names: Names): string {
  const [account, agent] = [names.get(text(data, "account")), names.get(text(data, "agent"))];
  if (!account) return "";
  return agent ? `On ${account}, by ${agent}.` : `On ${account}.`;
}

/** What an event means to somebody who runs the place. One that is not known yet keeps its own name, never a blank. */
export function eventWords(event: DomainEvent, names: Names): EventWords {
  const say = sentences[event.kind];
  return { detail: "", tone: "calm", ...(say ? say(dataOf(event), names) : { title: words(event.kind) }) };
}

/** The data of an event that its sentence does not tell. */
export const eventData = (event: DomainEvent): [string, string][] =>
  Object.entries(dataOf(event))
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]);

/** What may still be given back. */
export function refundable(payment: Payment): number {
  if (!["paid", "partly_refunded", "refunding"].includes(payment.state)) return 0;
  const asked = payment.refunds.filter((refund) => refund.state === "asked").reduce((sum, refund) => sum + refund.minor, 0);
  return Math.max(0, payment.amountMinor - payment.refundedMinor - asked);
}

/** How something is paid, in the words of those who are paid. */
export const methodWords: Record<PaymentMethod, string> = {
  checkout: "Card, on the vendor's page",
  element: "Card, on our page",
  crypto: "Crypto invoice",
};

/** How the booking stands, for the line below its name. */
export function standing(booking: Booking): string {
  const parts = [`${booking.plan.name}, up to ${duration(booking.plan.durationSeconds)}`];
  if (booking.queue) parts.push(`place ${booking.queue.place} in the queue`);
  else if (booking.scheduledAt && booking.state === "scheduled") parts.push(`due ${moment(booking.scheduledAt)}`);
  else if (booking.nextAttemptAt) parts.push(`next try ${moment(booking.nextAttemptAt)}`);
  return parts.join(" · ");
}

/** Whether the money stands in the way of calling again. */
export function mayRetry(booking: Booking): boolean {
  const { state, payment } = booking;
  if (state === "queued") return booking.nextAttemptAt !== null && Date.parse(booking.nextAttemptAt) > Date.now();
  if (state !== "failed" && state !== "no_answer") return false;
  return payment === null || payment.state === "paid";
}

export const stateLabel = (state: Booking["state"]): string => stateWords[state].label;
