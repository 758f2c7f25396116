import { describe, expect, it } from "vitest";
import { callState, linesOf, person } from "./words";

describe("a call in words", () => {
  it("says how it stands, or how it ended, also in a way that is not known here", () => {
    expect(callState({ state: "ringing", ended: false }).label).toBe("Ringing");
    expect(callState({ state: "completed", ended: true })).toEqual({ label: "Completed", tone: "quiet" });
    expect(callState({ state: "busy", ended: true }).tone).toBe("harm");
    expect(callState({ state: "caller_hung_up", ended: true }).label).toBe("The caller hung up");
    expect(callState({ state: "something_new", ended: true }).label).toBe("Something new");
  });

  it("names whoever is known best", () => {
    expect(person({ name: "Ada", phoneMasked: "+1 ••• 0100", kind: "booked" })).toBe("Ada");
    expect(person({ name: null, phoneMasked: "+1 ••• 0100", kind: "own" })).toBe("+1 ••• 0100");
    expect(person({ name: null, phoneMasked: null, kind: "own" })).toBe("From the browser");
  });
});

it("counts a transcript from when the call was picked up, and never backwards", () => {
  const call = { startedAt: "2026-11-21T10:00:00Z", answeredAt: "2026-11-21T10:00:05Z" } as Parameters<typeof linesOf>[0]["call"];
  const line = { turn: null, kind: "whole", words: "Hello." };
  const lines = linesOf({
    call,
    transcript: [
      { ...line, number: 0, speaker: "agent", at: "2026-11-21T10:00:04Z" },
      { ...line, number: 1, speaker: "caller", at: "2026-11-21T10:00:07.500Z" },
    ],
  });
  expect(lines.map(({ after, speaker }) => [after, speaker])).toEqual([
    [0, "agent"],
    [2.5, "caller"],
  ]);
});
