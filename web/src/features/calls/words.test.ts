import { expect, it } from "vitest";
import { linesOf, noWords } from "./words";

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

it("says why there are no words", () => {
  const said = (kind: "booked" | "own", ended: boolean, answeredAt: string | null) => noWords({ kind, ended, answeredAt }).title;
  const answered = "2026-11-21T10:00:05Z";
  expect(said("booked", true, null)).toBe("Nobody spoke");
  expect(said("booked", true, answered)).toBe("The words are elsewhere");
  expect(said("booked", false, null)).toBe("The words are elsewhere");
  expect(said("own", false, answered)).toBe("Nothing said yet");
  expect(said("own", true, answered)).toBe("No words of this call are here");
});
