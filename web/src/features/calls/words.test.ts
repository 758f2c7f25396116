import { expect, it } from "vitest";
import { eventWords, linesOf, noWords } from "./words";

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

it("names what happened, also what is not known here", () => {
  expect(eventWords({ kind: "live.replied", data: {} })).toBe("The agent replied");
  expect(eventWords({ kind: "live.something_new", data: null })).toBe("Live something new");
});

it("says of an incident what it was, and blames a vendor only where one failed", () => {
  const said = (incident: unknown) => eventWords({ kind: "live.incident", data: { incident } });
  expect(said("turn_too_long")).toBe("The caller's side did not fall silent, and was answered");
  expect(said("model_trouble")).toBe("A vendor did not work");
  expect(said(7)).toBe("A vendor did not work");
});

it("tells which tool was asked, and how that ended", () => {
  expect(eventWords({ kind: "live.tool_asked", data: { tool: "find_order" } })).toBe("The agent asked find_order");
  expect(eventWords({ kind: "live.tool_answered", data: { tool: "find_order", outcome: "done", millis: 340 } })).toBe("find_order answered in 340\u00a0ms");
  expect(eventWords({ kind: "live.tool_answered", data: { tool: "find_order", outcome: "unreachable" } })).toBe("find_order could not be reached");
  expect(eventWords({ kind: "live.tool_asked", data: null })).toBe("Live tool asked");
});

it("says why there are no words", () => {
  const said = (kind: "booked" | "own", ended: boolean, answeredAt: string | null) => noWords({ kind, ended, answeredAt }).title;
  const answered = "2026-11-21T10:00:05Z";
  expect(said("booked", true, null)).toBe("Nobody spoke");
  expect(said("booked", true, answered)).toBe("The words are elsewhere");
  expect(said("booked", false, null)).toBe("The words are elsewhere");
  expect(said("own", false, answered)).toBe("Nothing said yet");
  expect(said("own", true, answered)).toBe("No words of this call are here");
});
