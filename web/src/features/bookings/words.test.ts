import { describe, expect, it } from "vitest";
import type { DomainEvent, Booking, Payment } from "@/api";
import { eventData, eventWords, mayRetry, refundable } from "./words";

const event = (kind: string, data: unknown = {}): DomainEvent => ({
  seq: 1,
  at: "2026-11-21T09:00:00Z",
  kind,
  bookingId: "bkg_1",
  callId: null,
  data,
});
const names = new Map([
  ["acc_1", "Main line"],
  ["agt_1", "Wren"],
]);

const payment = (over: Partial<Payment> = {}): Payment => ({
  state: "paid",
  amountMinor: 1000,
  refundedMinor: 0,
  currency: "USD",
  checkoutUrl: null,
  failureCode: null,
  method: "checkout",
  methods: [],
  refunds: [],
  dispute: null,
  intentRef: null,
  checkoutRef: null,
  accountId: null,
  ...over,
});

describe("an event in words", () => {
  it("names the line and who speaks on it", () => {
    expect(eventWords(event("call.initiating", { account: "acc_1", agent: "agt_1", outcome: null }), names)).toMatchObject({
      title: "A line was taken",
      detail: "On Main line, by Wren.",
    });
    expect(eventWords(event("call.initiating", { account: "acc_9" }), names).detail).toBe("");
  });

  it("says how a call ended and whether that was good", () => {
    expect(eventWords(event("call.ended", { outcome: "busy" }), names)).toMatchObject({
      title: "The call ended: line was busy",
      tone: "harm",
    });
    expect(eventWords(event("call.ended", { outcome: "completed" }), names).tone).toBe("calm");
    expect(eventWords(event("call.ended", { outcome: "sun_spots" }), names).title).toBe("The call ended: sun spots");
  });

  it("says amounts with their currency and failures with their cause", () => {
    expect(eventWords(event("payment.paid", { amountMinor: 999, currency: "USD" }), names).title).toBe("$9.99 received");
    expect(eventWords(event("payment.failed", { code: "card_declined" }), names).detail).toBe("Cause: the bank declined the card.");
  });

  it("counts the tries of one that waits again", () => {
    expect(eventWords(event("booking.queued", { attempts: 0 }), names).title).toBe("Took a place in the queue");
    expect(eventWords(event("booking.queued", { attempts: 2 }), names).title).toBe("Back in the queue after 2 tries");
  });

  it("keeps the name of one that is not known, and survives odd data", () => {
    expect(eventWords(event("vendor.sneezed", null), names)).toEqual({ title: "Vendor sneezed", detail: "", tone: "calm" });
    expect(eventData(event("x", { a: null, b: 1, c: "d" }))).toEqual([
      ["b", "1"],
      ["c", "d"],
    ]);
  });
});

describe("what may be given back", () => {
  it("is what is left, without what was asked for already", () => {
    expect(refundable(payment())).toBe(1000);
    const refund = { id: "r", by: null, minor: 300, reason: "", at: "2026-11-21T09:00:00Z" };
    expect(refundable(payment({ refunds: [{ ...refund, state: "asked" }] }))).toBe(700);
    expect(
      refundable(payment({ state: "partly_refunded", refundedMinor: 300, refunds: [{ ...refund, state: "given" }] })),
    ).toBe(700);
    expect(refundable(payment({ refunds: [{ ...refund, state: "failed" }] }))).toBe(1000);
  });

  it("is nothing before it was paid and after all is back", () => {
    expect(refundable(payment({ state: "pending" }))).toBe(0);
    expect(refundable(payment({ state: "refunded", refundedMinor: 1000 }))).toBe(0);
  });
});

describe("calling again", () => {
  const booking = (over: Partial<Booking>) => ({ nextAttemptAt: null, payment: payment(), ...over }) as Booking;
  it("is for the failed whose money is here, and for those who wait for a later time", () => {
    expect(mayRetry(booking({ state: "failed" }))).toBe(true);
    expect(mayRetry(booking({ state: "no_answer", payment: payment({ state: "refunded" }) }))).toBe(false);
    expect(mayRetry(booking({ state: "failed", payment: null }))).toBe(true);
    expect(mayRetry(booking({ state: "queued", nextAttemptAt: new Date(Date.now() + 60_000).toISOString() }))).toBe(true);
    expect(mayRetry(booking({ state: "queued" }))).toBe(false);
    expect(mayRetry(booking({ state: "completed" }))).toBe(false);
  });
});
