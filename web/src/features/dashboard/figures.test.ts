import { describe, expect, it } from "vitest";
import type { Funnel } from "@/api";
import { before, cards, changeOf, endings, revenue } from "./figures";

const funnel = (visit: number, booked: number, paid: number, connected: number, completed: number, minor = 0): Funnel => ({
  steps: [
    { code: "visit", count: visit },
    { code: "form", count: visit },
    { code: "booked", count: booked },
    { code: "paid", count: paid },
    { code: "connected", count: connected },
    { code: "completed", count: completed },
  ],
  byPlan: [{ plan: "standard", booked, paid, connected, completed, revenueMinor: minor, currency: "USD" }],
  byDay: [{ day: "2026-01-01", visit, form: visit, booked, paid, connected, completed }],
});

it("compares with as many days right before", () => {
  expect(before({ from: "2026-03-01", to: "2026-03-07" })).toEqual({ from: "2026-02-22", to: "2026-02-28" });
  expect(before({ from: "2026-03-01", to: "2026-03-01" })).toEqual({ from: "2026-02-28", to: "2026-02-28" });
});

it("says no change where there is nothing to compare with", () => {
  expect(changeOf(5, 0)).toBeNull();
  expect(changeOf(5, undefined)).toBeNull();
  expect(changeOf(15, 10)).toBeCloseTo(0.5);
});

describe("the six figures", () => {
  const found = cards(funnel(100, 20, 10, 8, 8, 9_990), funnel(100, 10, 10, 8, 6, 19_980), "USD");

  it("are six, each against the step before", () => {
    expect(found.map((card) => card.code)).toEqual(["booked", "paid", "connected", "completed", "revenue", "kept"]);
    expect(found[0]).toMatchObject({ value: "20", note: "20% of 100 visits", change: 1 });
    expect(found[4]).toMatchObject({ value: "$99.90", change: -0.5 });
    expect(found[5]).toMatchObject({ value: "40%" });
  });

  it("say so when nothing has happened", () => {
    const empty = cards(funnel(0, 0, 0, 0, 0), undefined, "EUR");
    expect(empty.every((card) => card.change === null)).toBe(true);
    expect(empty[0]?.note).toBe("no visits yet");
    expect(empty[5]?.value).toBe("–");
  });
});

it("revenue is never added up across currencies", () => {
  const one = funnel(1, 1, 1, 1, 1, 500);
  one.byPlan.push({ plan: "gift", booked: 1, paid: 1, connected: 1, completed: 1, revenueMinor: 700, currency: "EUR" });
  expect(revenue(one)).toEqual([
    { currency: "EUR", minor: 700 },
    { currency: "USD", minor: 500 },
  ]);
});

it("ends are added up over the accounts", () => {
  const call = (outcome: string, accountId: string, count: number) => ({ outcome, accountId, accountName: accountId, count, share: 0 });
  const found = endings(funnel(0, 0, 0, 0, 7), { bookings: [], payments: [], calls: [call("busy", "a", 1), call("no_answer", "a", 3), call("busy", "b", 4)] });
  expect(found.map(({ code, count }) => [code, count])).toEqual([
    ["completed", 7],
    ["busy", 5],
    ["no_answer", 3],
  ]);
});
