import { describe, expect, it } from "vitest";
import { fromMinor, toMinor } from "./money-input";

describe("an amount that is typed", () => {
  it.each([
    ["9.99", "USD", 999],
    ["9,99", "EUR", 999],
    ["9.9", "USD", 990],
    ["12", "USD", 1200],
    ["0", "USD", 0],
    [" 1 250 ", "EUR", 125_000],
    ["500", "JPY", 500],
    ["1.234", "KWD", 1234],
  ])("%s in %s is %i", (typed, currency, minor) => {
    expect(toMinor(typed, currency)).toBe(minor);
  });

  it.each([
    ["", "USD"],
    ["nine", "USD"],
    ["-5", "USD"],
    ["9.999", "USD"],
    ["5.5", "JPY"],
    ["1.2.3", "USD"],
    ["12345678901", "USD"],
  ])("%s in %s is no amount", (typed, currency) => {
    expect(toMinor(typed, currency)).toBeNull();
  });

  it("comes back as it was typed", () => {
    for (const minor of [0, 1, 99, 100, 999, 3499, 120_000]) expect(toMinor(fromMinor(minor, "USD"), "USD")).toBe(minor);
    expect(fromMinor(500, "JPY")).toBe("500");
    expect(fromMinor(990, "USD")).toBe("9.90");
  });
});
