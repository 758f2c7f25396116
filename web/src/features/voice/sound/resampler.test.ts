import { describe, expect, it } from "vitest";
import { Resampler } from "./resampler";

const tone = (hertz: number, rate: number, seconds = 0.5): Float32Array =>
  Float32Array.from({ length: rate * seconds }, (_, n) => Math.sin((2 * Math.PI * hertz * n) / rate));

/** In pieces of 128, as sound comes. */
function through(resampler: Resampler, sound: Float32Array): Float32Array {
  const made: number[] = [];
  for (let n = 0; n < sound.length; n += 128) made.push(...resampler.take(sound.subarray(n, n + 128)));
  return Float32Array.from(made);
}

/** How loud the middle is, where neither end shows. */
function loudness(sound: Float32Array): number {
  const middle = sound.subarray(sound.length / 4, (3 * sound.length) / 4);
  return Math.sqrt(middle.reduce((sum, sample) => sum + sample * sample, 0) / middle.length);
}

describe("sound of another rate", () => {
  it.each([
    [48_000, 16_000],
    [44_100, 16_000],
    [16_000, 48_000],
    [16_000, 44_100],
  ])("keeps its length and what can be heard, from %i to %i", (from, to) => {
    const made = through(new Resampler(from, to), tone(1_000, from));
    expect(Math.abs(made.length - to / 2)).toBeLessThan(40);
    expect(loudness(made)).toBeCloseTo(Math.SQRT1_2, 1);
  });

  it("keeps its pitch", () => {
    const made = through(new Resampler(44_100, 16_000), tone(1_000, 44_100));
    const middle = made.subarray(2_000, 6_000);
    const rises = middle.filter((sample, n) => sample >= 0 && (middle[n - 1] ?? 0) < 0).length;
    expect(rises).toBeGreaterThanOrEqual(249);
    expect(rises).toBeLessThanOrEqual(251);
  });

  it("leaves out what the lower rate cannot hold", () => {
    expect(loudness(through(new Resampler(48_000, 16_000), tone(11_000, 48_000)))).toBeLessThan(0.02);
    expect(loudness(through(new Resampler(16_000, 48_000), tone(3_000, 16_000)))).toBeGreaterThan(0.65);
  });

  it("leaves sound of the right rate as it is", () => {
    const sound = tone(440, 16_000);
    expect(through(new Resampler(16_000, 16_000), sound)).toEqual(sound);
  });
});
