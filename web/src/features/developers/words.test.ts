import { describe, expect, it } from "vitest";
import { answerWords, deliveryWords, endpointWords, kindsWords, typedKinds, wrongUrl } from "./words";

describe("a message", () => {
  it("that failed once and waits is told from one that was never sent", () => {
    expect(deliveryWords({ state: "waiting", tries: 0 }).tone).toBe("accent");
    expect(deliveryWords({ state: "waiting", tries: 2 })).toEqual({ label: "Tried again later", tone: "harm" });
    expect(deliveryWords({ state: "dead", tries: 11 }).label).toBe("Given up");
  });

  it("says what the receiver said, and how long it took", () => {
    expect(answerWords({ lastStatus: 204, lastMs: 41 })).toBe("204 in 41 ms");
    expect(answerWords({ lastStatus: 500, lastMs: 2_345 })).toBe("500 in 2.3 s");
    expect(answerWords({ lastError: "connection refused" })).toBe("No answer: connection refused");
    expect(answerWords({})).toBe("Not sent yet");
  });
});

describe("an endpoint", () => {
  it("that was switched off by itself says so before all else", () => {
    expect(endpointWords({ active: false, stoppedBecause: "gone" }).label).toBe("Switched off by itself");
    expect(endpointWords({ active: false }).label).toBe("Off");
    expect(endpointWords({ active: true, failingSince: "2026-01-01T00:00:00Z" }).tone).toBe("harm");
    expect(endpointWords({ active: true }).tone).toBe("live");
  });

  it("hears everything unless it asked for something", () => {
    expect(kindsWords([])).toBe("Everything");
    expect(kindsWords(["booking.*", "call.ended"])).toBe("Bookings, call.ended");
  });
});

it("kinds are read apart by commas and blanks", () => {
  expect(typedKinds(" call.ended, booking.paid  call.ended\n")).toEqual(["call.ended", "booking.paid"]);
  expect(typedKinds("  ")).toEqual([]);
});

it("an address that is none is told", () => {
  expect(wrongUrl("https://example.com/hooks")).toBeUndefined();
  expect(wrongUrl("example.com")).toBeDefined();
  expect(wrongUrl("ftp://example.com")).toBeDefined();
});
