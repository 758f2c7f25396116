import { describe, expect, it } from "vitest";
import { bars, lineAt, shiftOf, size } from "./sound";

describe("a wave", () => {
  it("keeps the loudest moment of each bar", () => {
    const peaks = { perSecond: 10, caller: [0, 255, 0, 51], agent: [0, 0, 102, 0] };
    expect(bars(peaks, 2)).toEqual([
      { caller: 1, agent: 0 },
      { caller: 0.2, agent: 0.4 },
    ]);
  });

  it("has no more bars than there are moments, and none of nothing", () => {
    expect(bars({ perSecond: 10, caller: [255], agent: [] })).toEqual([{ caller: 1, agent: 0 }]);
    expect(bars({ perSecond: 10, caller: [], agent: [] })).toEqual([]);
  });

  it("loses no moment, however they are divided", () => {
    const caller = Array.from({ length: 1_003 }, (_, index) => (index === 1_002 ? 255 : 0));
    expect(bars({ perSecond: 10, caller, agent: [] }).at(-1)?.caller).toBe(1);
  });
});

it("the line that is heard is the last that had begun", () => {
  const line = (number: number, after: number) => ({ number, speaker: "agent" as const, kind: "whole", words: "", after });
  const lines = [line(1, 0.5), line(2, 4)];
  expect([0, 0.5, 3.9, 4, 99].map((second) => lineAt(lines, second)?.number)).toEqual([undefined, 1, 1, 2, 2]);
});

it("a recording that began after the call is behind it", () => {
  expect(shiftOf("2026-01-01T00:00:00Z", "2026-01-01T00:00:01.5Z")).toBe(-1.5);
});

it("sizes are told in round figures", () => {
  expect([0, 35_400, 1_240_000].map(size)).toEqual(["1 kB", "35 kB", "1.2 MB"]);
});
