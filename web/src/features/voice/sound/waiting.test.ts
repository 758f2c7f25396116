import { describe, expect, it } from "vitest";
import { Waiting } from "./waiting";

const some = (...samples: number[]) => Float32Array.from(samples);

function next(waiting: Waiting, length: number): { sound: number[]; passed: string[] } {
  const output = new Float32Array(length).fill(9);
  const passed = waiting.fill(output);
  return { sound: [...output], passed };
}

describe("sound that waits", () => {
  it("is played in order, across pieces, then silence", () => {
    const waiting = new Waiting(100);
    waiting.add(some(1, 2, 3));
    waiting.add(some(4, 5));
    expect(next(waiting, 4)).toEqual({ sound: [1, 2, 3, 4], passed: [] });
    expect(next(waiting, 4)).toEqual({ sound: [5, 0, 0, 0], passed: [] });
  });

  it("tells a mark when all before it was played, and not sooner", () => {
    const waiting = new Waiting(100);
    waiting.mark("0");
    waiting.add(some(1, 2, 3));
    waiting.mark("1");
    waiting.add(some(4));
    expect(next(waiting, 2).passed).toEqual(["0"]);
    expect(next(waiting, 1).passed).toEqual(["1"]);
    expect(next(waiting, 2)).toEqual({ sound: [4, 0], passed: [] });
  });

  it("is thrown away with its marks", () => {
    const waiting = new Waiting(100);
    waiting.add(some(1, 2));
    waiting.mark("1");
    next(waiting, 1);
    waiting.clear();
    waiting.add(some(7));
    expect(next(waiting, 2)).toEqual({ sound: [7, 0], passed: [] });
  });

  it("has a bound, also after much was played", () => {
    const waiting = new Waiting(4);
    waiting.add(some(1, 2, 3));
    waiting.add(some(4, 5));
    expect(next(waiting, 5).sound).toEqual([1, 2, 3, 0, 0]);
    waiting.add(some(1, 2, 3, 4));
    expect(next(waiting, 5).sound).toEqual([1, 2, 3, 4, 0]);
  });
});
