import { describe, expect, it } from "vitest";
import type { Booking, Payment } from "@/api";
import { money } from "@/lib/format";
import { newer } from "./api/booking";
import { cardWords } from "./card/words";
import { bookingWords, cancelWords, disputeWords, moneyWords, paymentFailureWords, refundWords } from "./words";

// As the machine that runs the tests writes it.
const price = money(999, "USD");

const paid: Payment = { state: "paid", amountMinor: 999, refundedMinor: 0, currency: "USD", checkoutUrl: null, failureCode: null,
  method: "checkout", methods: [], refunds: [], dispute: null, intentRef: null, checkoutRef: null, accountId: null };

const make = (change: Partial<Booking> = {}): Booking => ({
  id: "bkg_1",
  state: "queued",
  organisation: "demo",
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

describe("refunds", () => {
  const refund = { id: "ref_1", minor: 400, state: "asked" as const, by: null, reason: "", at: "2026-05-06T10:00:00Z" };
  const part = money(400, "USD");

  it("say how much goes where, and how far it is", () => {
    const [asked] = refundWords({ ...paid, refunds: [refund] }, "ada@example.com");
    expect(asked?.text).toMatch(new RegExp(`^${part.replace(/[$.]/g, "\\$&")} is on its way back to the card`));
    const [given] = refundWords({ ...paid, refunds: [{ ...refund, state: "given" }] }, "ada@example.com");
    expect(given?.text).toContain("was given back to the card");
    const [failed] = refundWords({ ...paid, refunds: [{ ...refund, state: "failed" }] }, "ada@example.com");
    expect(failed?.text).toContain("will write to ada@example.com");
    expect(moneyWords(make({ payment: { ...paid, state: "partly_refunded", refundedMinor: 400 } }))).toBe(`You paid ${price}; ${part} of it was refunded.`);
  });

  it("of a cryptocurrency never speak of cards", () => {
    const crypto: Payment = { ...paid, method: "crypto", refunds: [refund, { ...refund, id: "ref_2", state: "given" }] };
    const said = [
      ...refundWords(crypto, "ada@example.com").map(({ text }) => text),
      moneyWords(make({ state: "cancelled", payment: { ...crypto, state: "refunding" } })),
      moneyWords(make({ state: "cancelled", payment: { ...crypto, state: "refunded" } })),
      cancelWords(make({ payment: crypto })),
    ];
    expect(said.filter((text) => /card|bank/i.test(text))).toEqual([]);
    expect(said[1]).toContain("ask for the address of your wallet");
  });
});

describe("a dispute", () => {
  it("is told for each of its ends, and not where there is none", () => {
    expect(disputeWords(paid)).toBeNull();
    const told = (state: "open" | "won" | "lost") => disputeWords({ ...paid, dispute: { minor: 999, state, reason: "fraudulent", dueBy: null } });
    expect(told("open")).toContain("is looking into this payment");
    expect(told("won")).toContain("let it stand");
    expect(told("lost")).toContain(`gave the ${price} back`);
  });
});

describe("a card that is refused", () => {
  it("is explained by the bank's reason, else by the service's, else in general", () => {
    expect(cardWords({ type: "card_error", code: "card_declined", decline_code: "insufficient_funds" })).toContain("not enough money");
    expect(cardWords({ type: "card_error", code: "expired_card" })).toContain("expired");
    expect(cardWords({ type: "card_error", code: "card_declined", decline_code: "stolen_card" })).toBe("The card was declined. Try another card, or ask your bank.");
    expect(cardWords({ type: "api_error" })).toContain("did not go through");
    expect(cardWords({ type: "api_connection_error" })).toContain("cannot be reached");
  });

  it("says nothing twice that its field already says", () => {
    expect(cardWords({ type: "validation_error", code: "incomplete_number", message: "Your card number is incomplete." })).toBeNull();
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
