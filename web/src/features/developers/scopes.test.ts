import { expect, it } from "vitest";
import { scopesOf, scopeWords } from "./scopes";

it("who may change something may look at it", () => {
  expect(scopesOf({ Calls: "write", Payments: "read" })).toEqual(["payments.read", "calls.read", "calls.write"]);
  expect(scopesOf({ Calls: "none" })).toEqual([]);
});

it("says what a key may", () => {
  expect(scopeWords(["calls.read", "payments.read", "payments.refund"])).toBe("Payments (change), Calls");
  expect(scopeWords([])).toBe("Nothing");
});
