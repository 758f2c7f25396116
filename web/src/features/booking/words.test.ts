import { describe, expect, it } from "vitest";
import type { Booking, Payment } from "@/api";
import { money } from "@/lib/format";
import { newer } from "./api/booking";
import { bookingWords, cancelWords, moneyWords, paymentFailureWords } from "./words";

// As the machine that runs the tests writes it.
const price = money(999, "USD");

const paid: Payment = {
  state: "paid",
  method: "checkout",
  methods: [],
  amountMinor: 999,
  refundedMinor: 0,
  currency: "USD",
  checkoutUrl: null,
  failureCode: null,
  refunds: [],
  dispute: null,
  intentRef: null,
  checkoutRef: null,
  accountId: null,
};

const make = (change: Partial<Booking> = {}): Booking => ({
  id: "bkg_1",
  state: "queued",
  plan: { code: "standard", name: "Standard", durationSeconds: 600, priceMinor: 999, currency: "USD", free: false },
  name: "Ada",
  email: "ada@example.com",
  phone: "+12025550100",
  phoneMasked: "+1•••••••00",
  request: "",
  queue: null,
  payment: paid,
  attempts: [],
  scheduledAt: null,
  nextAttemptAt: null,
  createdAt: "2026-05-06T10:00:00Z",
  updatedAt: "2026-05-06T10:00:00Z",
  failure: null,
  timeline: [],
  ...change,
});

describe("bookingWords", () => {
  it("shows the place and an honest wait", () => {
    const words = bookingWords(make({ queue: { place: 4, ahead: 3, expectedWaitSeconds: 250 } }));
    expect(words.figure).toBe("4");
    expect(words.title).toBe("3 calls before yours");
    expect(words.body).toContain("about 4 min");
  });

  it("does not invent a wait", () => {
    const words = bookingWords(make({ queue: { place: 2, ahead: 1, expectedWaitSeconds: null } }));
    expect(words.body).toMatch(/^We cannot tell yet/);
  });

  it("says when the next try is", () => {
    const attempts: Booking["attempts"] = [
      { id: "c", state: "ended", outcome: "busy", createdAt: "2026-05-06T10:00:00Z", answeredAt: null, endedAt: null },
    ];
    const words = bookingWords(make({ attempts, nextAttemptAt: new Date(Date.now() + 60_000).toISOString() }));
    expect(words.title).toMatch(/^We try again at /);
  });

  it("tells ringing from talking", () => {
    const attempt = { id: "c", outcome: null, createdAt: "2026-05-06T10:00:00Z", answeredAt: null, endedAt: null };
    expect(bookingWords(make({ state: "calling", attempts: [{ ...attempt, state: "ringing" }] })).mood).toBe("ringing");
    expect(bookingWords(make({ state: "calling", attempts: [{ ...attempt, state: "in_progress" }] })).mood).toBe("talking");
  });

  it("says something for every state", () => {
    const states: Booking["state"][] = [
      "pending", "scheduled", "pending_payment", "payment_failed", "confirmed", "queued",
      "initiating", "calling", "completed", "no_answer", "cancelled", "failed",
    ];
    for (const state of states) {
      const words = bookingWords(make({ state }));
      expect(words.title.length, state).toBeGreaterThan(5);
      expect(words.body.length, state).toBeGreaterThan(5);
    }
  });
});

describe("the money", () => {
  it("is never said to be back before it is", () => {
    expect(moneyWords(make({ state: "failed" }))).toBe(`You paid ${price}, and no refund has been made so far.`);
    expect(moneyWords(make({ state: "failed", payment: { ...paid, state: "refunding" } }))).toMatch(/on its way/);
    expect(moneyWords(make({ state: "failed", payment: { ...paid, state: "refunded", refundedMinor: 999 } }))).toContain(`${price} was refunded`);
    const partly: Payment = { ...paid, state: "partly_refunded", refundedMinor: 500 };
    expect(moneyWords(make({ state: "completed", payment: partly }))).toContain(`${money(500, "USD")} of it was refunded`);
    expect(moneyWords(make({ state: "completed" }))).toBe(`You paid ${price}.`);
    expect(moneyWords(make({ state: "cancelled", payment: { ...paid, state: "pending" } }))).toBe("Nothing was charged.");
    expect(moneyWords(make({ payment: null }))).toBe("Nothing was charged.");
  });

  it("is spoken of before a cancellation", () => {
    expect(cancelWords(make())).toContain(`${price} that you paid goes back`);
    expect(cancelWords(make({ payment: { ...paid, state: "pending" } }))).toMatch(/not been charged/);
    expect(cancelWords(make({ payment: null }))).toMatch(/free/);
  });

  it("has a reason and a remedy for a failed payment, known or not", () => {
    expect(paymentFailureWords("card_declined")).toMatch(/declined/);
    expect(paymentFailureWords("something_new")).toMatch(/Try again/);
    expect(paymentFailureWords(null)).toMatch(/Try again/);
  });
});

describe("newer", () => {
  it("never lets a slow answer overwrite a later one", () => {
    const early = make({ updatedAt: "2026-05-06T10:00:00.100Z" });
    const late = make({ updatedAt: "2026-05-06T10:00:01Z", state: "calling" });
    expect(newer(late, early)).toBe(late);
    expect(newer(early, late)).toBe(late);
    expect(newer(undefined, early)).toBe(early);
    expect(newer(late, make({ id: "bkg_2" })).id).toBe("bkg_2");
  });
});
