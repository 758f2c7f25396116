import { describe, expect, it } from "vitest";
import { quantile, stages, type ReplyTimes } from "./replies";

const times: ReplyTimes = { turn: 1, askedMs: 80, firstTokenMs: 260, firstAudioMs: 350, decidedMs: 400, voiceToVoiceMs: 420 };

describe("the stages of a reply", () => {
  it("follow each other without gaps, to the sound in the ear", () => {
    expect(stages(times)).toEqual([
      { code: "listened", from: 0, to: 80 },
      { code: "thought", from: 80, to: 260 },
      { code: "spoke", from: 260, to: 350 },
      { code: "waited", from: 350, to: 420 },
    ]);
  });

  it("leave out what was not measured", () => {
    expect(stages({ ...times, firstTokenMs: null, firstAudioMs: null })).toEqual([
      { code: "listened", from: 0, to: 80 },
      { code: "waited", from: 80, to: 420 },
    ]);
  });

  it("never run backwards or beyond the end", () => {
    expect(stages({ ...times, askedMs: 0, firstTokenMs: 300, firstAudioMs: 250, voiceToVoiceMs: 280 })).toEqual([{ code: "thought", from: 0, to: 280 }]);
  });
});

describe("quantiles", () => {
  it("are values that were measured", () => {
    expect(quantile([300, 100, 200, 400], 0.5)).toBe(200);
    expect(quantile([300, 100, 200, 400], 0.95)).toBe(400);
    expect(quantile([250], 0.5)).toBe(250);
    expect(quantile([], 0.5)).toBeNull();
  });
});
