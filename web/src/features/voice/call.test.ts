import { describe, expect, it } from "vitest";
import { nothingTold, read, troubleOf, withMessage } from "./call";

const said = (number: number, words: string) => ({ event: "said", speaker: "agent", kind: "whole", number, words }) as const;

describe("what the server says", () => {
  it("is read", () => {
    expect(read('{"event":"mark","name":"7"}')).toEqual({ event: "mark", name: "7" });
    expect(read('{"event":"clear"}')).toEqual({ event: "clear" });
    expect(read(JSON.stringify(said(3, "Hello.")))).toEqual(said(3, "Hello."));
    const times = { turn: 2, askedMs: 80, firstTokenMs: null, firstAudioMs: 300, decidedMs: 350, voiceToVoiceMs: 410 };
    expect(read(JSON.stringify({ event: "replied", ...times }))).toEqual({ event: "replied", times });
  });

  it("is nothing when it is broken or not known", () => {
    for (const text of ["", "null", "[]", '{"event":"mark"}', '{"event":"said","number":1,"words":"a","speaker":"dog"}', '{"event":"replied","turn":1}', '{"event":"other"}']) {
      expect(read(text), text).toBeNull();
    }
  });
});

describe("the transcript", () => {
  it("is in order, and a line that comes again is replaced where and when it was", () => {
    const first = withMessage(withMessage(nothingTold, said(1, "How can"), 4), said(0, "Hello."), 5);
    const { lines } = withMessage(first, said(1, "How can I help?"), 6);
    expect(lines.map(({ words, after }) => [words, after])).toEqual([
      ["Hello.", 5],
      ["How can I help?", 4],
    ]);
  });

  it("is left alone by what is about the sound", () => {
    expect(withMessage(nothingTold, { event: "clear" }, 1)).toBe(nothingTold);
  });
});

describe("what the browser throws", () => {
  it("is told in words that lead on", () => {
    expect(troubleOf(new DOMException("", "NotAllowedError"))).toBe("denied");
    expect(troubleOf(new DOMException("", "NotFoundError"))).toBe("no_microphone");
    expect(troubleOf(new DOMException("", "SecurityError"))).toBe("not_secure");
    expect(troubleOf(new Error("no device"))).toBe("no_sound");
  });
});
