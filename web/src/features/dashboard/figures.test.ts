import { describe, expect, it } from "vitest";
import type { MetricCard } from "@/api";
import { cards, changeOf, endings } from "./figures";

const card = (change: Partial<MetricCard>): MetricCard => ({ code: "calls", unit: "count", currency: null, value: 12, previous: 10, trend: [5, 7], others: [], ...change });

describe("a figure", () => {
  it("is told in its unit, with what it was before", () => {
    const [calls, answered, length, revenue] = cards([
      card({ value: 1_200 }),
      card({ code: "answered", unit: "ratio", value: 0.834, previous: 0.8 }),
      card({ code: "duration", unit: "seconds", value: 304, previous: 60 }),
      card({ code: "revenue", unit: "money", currency: "EUR", value: 12_350, previous: 0 }),
    ]);
    expect(calls).toMatchObject({ label: "Calls", value: "1,200", note: "10 before" });
    expect(answered).toMatchObject({ value: "83%", note: "80% before" });
    expect(length).toMatchObject({ value: "5:04", note: "1:00 before" });
    expect(revenue?.value).toBe("€123.50");
  });

  it("in other currencies stands beside it and is never added up", () => {
    const [revenue] = cards([card({ code: "revenue", unit: "money", currency: "USD", value: 500, previous: 0, others: [{ currency: "EUR", amountMinor: 700 }] })]);
    expect(revenue).toMatchObject({ value: "$5", note: "$0 before, and €7" });
  });

  it("that was never measured says so", () => {
    expect(cards([card({ value: null, previous: null })])[0]).toMatchObject({ value: "–", note: "nothing to compare with", change: null });
  });
});

describe("a change", () => {
  it("is a share of before, and of nothing there is none", () => {
    expect(changeOf(card({}))).toEqual({ up: true, text: "20%", tone: "good" });
    expect(changeOf(card({ value: 5 }))).toEqual({ up: false, text: "50%", tone: "bad" });
    expect(changeOf(card({ previous: 0 }))).toBeNull();
  });

  it("of a share is told in points", () => {
    expect(changeOf(card({ code: "answered", unit: "ratio", value: 0.81, previous: 0.8 }))?.text).toBe("1 point");
    expect(changeOf(card({ code: "answered", unit: "ratio", value: 0.5, previous: 0 }))?.text).toBe("50 points");
  });

  it("of the length is neither good nor bad, and none is neither", () => {
    expect(changeOf(card({ code: "duration", unit: "seconds" }))?.tone).toBe("neither");
    expect(changeOf(card({ value: 10 }))?.tone).toBe("neither");
  });
});

it("good ends stand first, then by how many", () => {
  const found = endings({
    outcomes: [
      { code: "busy", count: 9 },
      { code: "caller_hung_up", count: 2 },
      { code: "completed", count: 5 },
    ],
  });
  expect(found.map(({ code, good }) => [code, good])).toEqual([
    ["completed", true],
    ["caller_hung_up", true],
    ["busy", false],
  ]);
});
