import { describe, expect, it } from "vitest";
import { ago, clock, duration, moment, money, took, wait, words, zoneName } from "./format";

describe("money", () => {
  it("knows how many digits a currency has", () => {
    expect(money(999, "USD", "en-US")).toBe("$9.99");
    expect(money(1500, "JPY", "en-US")).toBe("¥1,500");
    expect(money(12_345, "KWD", "en-US").replace(/\s/g, " ")).toBe("KWD 12.345");
  });

  it("leaves out the zeros of a whole amount", () => {
    expect(money(1_200, "USD", "en-US")).toBe("$12");
    expect(money(1_200, "EUR", "de-DE").replace(/\s/g, " ")).toBe("12 €");
  });
});

describe("time", () => {
  it("says a duration", () => {
    expect([45, 60, 600, 2_700, 3_600, 5_400].map(duration)).toEqual([
      "45 seconds",
      "1 minute",
      "10 minutes",
      "45 minutes",
      "1 hour",
      "1 hour 30 minutes",
    ]);
  });

  it("is never more exact about a wait than it can be", () => {
    expect([0, 44, 60, 250, 3_540, 3_600, 5_000, 7_150].map(wait)).toEqual([
      "less than a minute",
      "less than a minute",
      "about 1 min",
      "about 4 min",
      "about 59 min",
      "about 1 h",
      "about 1 h 30 min",
      "about 2 h",
    ]);
  });

  it("runs a clock", () => {
    expect([-3, 7.9, 724, 3_729].map(clock)).toEqual(["0:00", "0:07", "12:04", "1:02:09"]);
    expect([12, 240, 7_300, 200_000].map(ago)).toEqual(["12 s", "4 min", "2 h", "2 d"]);
  });

  it("names the day only when it is not today", () => {
    const now = new Date(2026, 4, 6, 15, 0);
    expect(moment(new Date(2026, 4, 6, 9, 5), now)).not.toMatch(/6/);
    expect(moment(new Date(2026, 4, 5, 9, 5), now)).toMatch(/5/);
    expect(moment(new Date(2025, 4, 5, 9, 5), now)).toMatch(/2025/);
  });

  it("names a zone by its city and offset", () => {
    expect(zoneName("America/New_York", new Date("2026-01-10T00:00:00Z"))).toBe("New York (GMT-5)");
    expect(zoneName("Nowhere/Land")).toBe("Land");
  });
});

describe("words", () => {
  it("reads a code aloud", () => {
    expect(words("pending_payment")).toBe("Pending payment");
    expect(words("call.answered")).toBe("Call answered");
  });
});

it("says how long something took", () => {
  expect([0, 340, 999, 1_000, 8_049].map(took)).toEqual(["0 ms", "340 ms", "999 ms", "1.0 s", "8.0 s"]);
});
