import { describe, expect, it } from "vitest";
import { diffLines } from "./diff";

const shown = (before: string, after: string) => diffLines(before, after).map(({ kind, text }) => `${{ same: " ", gone: "-", new: "+" }[kind]}${text}`);

describe("a comparison", () => {
  it("keeps what is the same and tells what went and came", () => {
    expect(shown("a\nb\nc", "a\nx\nc\nd")).toEqual([" a", "-b", "+x", " c", "+d"]);
  });

  it("has all lines of both sides, in order", () => {
    const [before, after] = ["one\ntwo\n\nthree\nfour", "zero\ntwo\nthree\n\nfive"];
    const lines = diffLines(before, after);
    expect(lines.filter((line) => line.kind !== "new").map((line) => line.text).join("\n")).toBe(before);
    expect(lines.filter((line) => line.kind !== "gone").map((line) => line.text).join("\n")).toBe(after);
  });

  it("begins and ends with nothing", () => {
    expect(shown("", "")).toEqual([]);
    expect(shown("", "a")).toEqual(["+a"]);
    expect(shown("a", "")).toEqual(["-a"]);
  });

  it("of very long texts is told as a whole", () => {
    const long = Array.from({ length: 700 }, (_, n) => `line ${n}`).join("\n");
    expect(diffLines(long, `${long}!`)).toHaveLength(1_400);
  });
});
