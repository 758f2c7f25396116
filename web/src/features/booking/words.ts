import type { Booking } from "@/api";
import { appointment, duration, money, timeOfDay, wait } from "@/lib/format";

export type RingMood = "waiting" | "ringing" | "talking" | "done" | "stopped";

export interface BookingWords {
  mood: RingMood;
  /** What stands in the middle of the ring: a figure, or nothing (then a mark is drawn). */
  figure: string;
  figureLabel: string;
  title: string;
  body: string;
}

/** What became of the money, in one honest sentence; empty when there is nothing to say. */
export function moneyWords(booking: Booking): string {
  const { payment } = booking;
  if (!payment) return booking.plan.free ? "This call was free; nothing was charged." : "Nothing was charged.";
  const amount = money(payment.amountMinor, payment.currency);
  switch (payment.state) {
    case "paid":
      return payment.refundedMinor > 0
        ? `You paid ${amount}; ${money(payment.refundedMinor, payment.currency)} of it was refunded.`
        : booking.state === "completed"
          ? `You paid ${amount}.`
          : `You paid ${amount}, and no refund has been made so far.`;
    case "partly_refunded":
      return `You paid ${amount}; ${money(payment.refundedMinor, payment.currency)} of it was refunded.`;
    case "refunding":
      return `Your refund of ${amount} is on its way to the card that you paid with.`;
    case "refunded":
      return `${money(payment.refundedMinor || payment.amountMinor, payment.currency)} was refunded to the card that you paid with. Banks take up to ten days to show it.`;
    case "pending":
    case "failed":
    case "expired":
      return "Nothing was charged.";
  }
}

/** What cancelling would do to the money, said before it is done. */
export function cancelWords(booking: Booking): string {
  const { payment } = booking;
  if (payment?.state === "paid") {
    return `Your phone will not ring, and the ${money(payment.amountMinor, payment.currency)} that you paid goes back to your card.`;
  }
  if (payment) return "Your phone will not ring. You have not been charged, and you will not be.";
  return "Your phone will not ring. This call was free, so there is nothing to refund.";
}

const talking = (booking: Booking) =>
  booking.attempts.some((attempt) => attempt.state === "in_progress") ||
  (booking.state === "calling" && booking.attempts.at(-1)?.answeredAt != null);

export function bookingWords(booking: Booking): BookingWords {
  const none = { figure: "", figureLabel: "" };
  const tries = booking.attempts.length;
  switch (booking.state) {
    case "pending":
      return { mood: "waiting", ...none, title: "We have your booking", body: "One moment, it is being put in its place." };
    case "pending_payment":
      return {
        mood: "waiting",
        ...none,
        title: booking.payment?.state === "expired" ? "The payment ran out of time" : "One step left: the payment",
        body: "Your call takes its place in the queue as soon as the payment is in.",
      };
    case "payment_failed":
      return {
        mood: "stopped",
        ...none,
        title: "The payment did not go through",
        body: "Nothing was charged. Your booking is kept, and you can try again.",
      };
    case "scheduled":
      return {
        mood: "waiting",
        ...none,
        title: booking.scheduledAt ? `We call you on ${appointment(booking.scheduledAt)}` : "Your call is scheduled",
        body: "You can close this page; your phone will ring all the same.",
      };
    case "confirmed":
      return { mood: "waiting", ...none, title: "Your call is booked", body: "It takes its place in the queue now." };
    case "queued": {
      const { queue } = booking;
      const retry = tries > 0 && booking.nextAttemptAt !== null && Date.parse(booking.nextAttemptAt) > Date.now();
      if (retry && booking.nextAttemptAt !== null) {
        return {
          mood: "waiting",
          ...none,
          title: `We try again at ${timeOfDay(booking.nextAttemptAt)}`,
          body: `${tries === 1 ? "The first try" : `${tries} tries`} did not reach you. Keep your phone near; the number can still be changed.`,
        };
      }
      if (!queue) return { mood: "waiting", ...none, title: "You are in the queue", body: "We call as soon as a line is free." };
      return {
        mood: "waiting",
        figure: String(queue.place),
        figureLabel: "your place",
        title: queue.ahead === 0 ? "You are next" : `${queue.ahead} ${queue.ahead === 1 ? "call" : "calls"} before yours`,
        body: `${queue.expectedWaitSeconds === null ? "We cannot tell yet how long it takes." : `We expect to call you in ${wait(queue.expectedWaitSeconds)}.`} ${
          queue.ahead === 0 ? "Keep your phone near." : "The time moves with the calls before yours."
        }`,
      };
    }
    case "initiating":
      return { mood: "ringing", ...none, title: "We are calling you", body: "Your phone rings in a moment. Please pick up." };
    case "calling":
      return talking(booking)
        ? {
            mood: "talking",
            ...none,
            title: "You are on the phone",
            body: `Enjoy it. The call lasts up to ${duration(booking.plan.durationSeconds)}.`,
          }
        : { mood: "ringing", ...none, title: "Your phone is ringing", body: "Please pick up." };
    case "completed":
      return { mood: "done", ...none, title: "Thank you for talking with us", body: `Your call is complete. ${moneyWords(booking)}` };
    case "no_answer":
      return {
        mood: "stopped",
        ...none,
        title: "We could not reach you",
        body: `${tries > 1 ? `We tried ${tries} times.` : "Nobody answered."} ${moneyWords(booking)}`,
      };
    case "failed":
      return {
        mood: "stopped",
        ...none,
        title: "The call could not take place",
        body: `${booking.failure?.sentence ?? "Something went wrong on our side."} ${moneyWords(booking)}`,
      };
    case "cancelled":
      return { mood: "stopped", ...none, title: "This call is cancelled", body: `Your phone will not ring. ${moneyWords(booking)}` };
  }
}

const failures: Record<string, string> = {
  card_declined: "The card was declined. Try another card, or ask your bank.",
  authentication_failed: "Your bank did not confirm the payment. Try again, or use another card.",
  checkout_expired: "The payment was not finished in time. You can start it again.",
};

export const paymentFailureWords = (code: string | null): string =>
  (code && failures[code]) ?? "The payment did not go through. Try again, or use another card.";
