import { describe, expect, it } from "vitest";
import { readable } from "@/lib/json";
import { bytes, differenceWords, errorParts, jobWords, lettingGo, outcomeOf } from "./words";

describe("a job in words", () => {
  it("says what it does", () => {
    expect(jobWords("payment.refund")).toBe("Give money back");
    expect(jobWords("moon.polish")).toBe("Moon polish");
  });
  it("says what letting it go means for the money", () => {
    expect(lettingGo({ kind: "payment.refund" })).toMatch(/not given back/);
    expect(lettingGo({ kind: "moon.polish" })).toMatch(/not done/);
  });
  it("takes the first sentence of its error apart", () => {
    expect(errorParts("the vendor answered 503: upstream is away. Retry later")).toEqual({
      first: "The vendor answered 503.",
      rest: "upstream is away. Retry later",
    });
    expect(errorParts(null).first).toBe("No error was kept.");
  });
});

it("says what came of a webhook", () => {
  expect(outcomeOf({ outcome: null, processedAt: null }).label).toBe("Waits");
  expect(outcomeOf({ outcome: null, processedAt: "2026-11-21T09:00:00Z" }).label).toBe("Taken in");
  expect(outcomeOf({ outcome: "moved", processedAt: null }).tone).toBe("live");
  expect(outcomeOf({ outcome: "odd_thing", processedAt: null }).label).toBe("Odd thing");
});

it("shows JSON indented and everything else as it is", () => {
  expect(readable('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(readable("a=1&b=2")).toBe("a=1&b=2");
  expect([bytes(12), bytes(2048), bytes(20_480)]).toEqual(["12 B", "2.0 KB", "20 KB"]);
});

it("explains every kind of difference with both amounts", () => {
  const of = (kind: Parameters<typeof differenceWords>[0]["kind"]) =>
    differenceWords({ kind, ours: 999, theirs: 1899 }, "Stripe", "USD");
  expect(of("amount_differs").title).toBe("Stripe took $18.99; here it is $9.99.");
  expect(of("paid_at_vendor_only").title).toBe("Stripe took $18.99; here it is not paid.");
  expect(of("refund_differs").title).toContain("$18.99");
  expect(differenceWords({ kind: "paid_here_only", ours: 999, theirs: null }, "Stripe", "USD").title).toBe(
    "Here $9.99 is paid; Stripe knows of nothing.",
  );
  expect(of("unknown_charge").remedy).not.toBe("");
});
