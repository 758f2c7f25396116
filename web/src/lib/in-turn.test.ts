import { expect, it } from "vitest";
import { inTurn } from "./in-turn";

const at = (name: string, after: number) => ({ name, after });
const names = (parts: { name: string }[]) => parts.map(({ name }) => name).join(" ");

it("puts what happened between the lines where it happened", () => {
  const lines = [at("hello", 0), at("where is it", 3), at("it is on its way", 6)];
  expect(names(inTurn(lines, [at("asked", 4), at("asked again", 9)]))).toBe("hello where is it asked it is on its way asked again");
  expect(names(inTurn(lines, [at("early", -1)]))).toBe("early hello where is it it is on its way");
  expect(names(inTurn(lines, []))).toBe("hello where is it it is on its way");
  expect(names(inTurn([], [at("alone", 2)]))).toBe("alone");
});

it("puts what came in the same moment behind the line, and leaves the lines in their order", () => {
  expect(names(inTurn([at("one", 2), at("two", 1), at("three", 3)], [at("with one", 2)]))).toBe("one two with one three");
});
