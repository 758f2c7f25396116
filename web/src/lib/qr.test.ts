import { expect, it } from "vitest";
import { qr } from "./qr";

/** As a reader that shares nothing with this code read it back. */
const hello = `
#######..##...#######
#.....#..##...#.....#
#.###.#..#..#.#.###.#
#.###.#...##..#.###.#
#.###.#..##.#.#.###.#
#.....#.#..##.#.....#
#######.#.#.#.#######
...........##........
#..#.##.##...#.#.....
..#.##....#...#....##
...##.####..##...##.#
###.##..#..#.....#.##
.##.#.##..#.#.#.#....
........##.#...##.#.#
#######...#..#.#.###.
#.....#.#.####.##....
#.###.#....#..###...#
#.###.#.##.#...#.####
#.###.#..##.#...#.#.#
#.....#..##..##......
#######.#####..#.#.#.`;

it("draws a code that can be read", () => {
  const drawn = qr("hello");
  expect(`\n${drawn?.map((row) => row.map((dark) => (dark ? "#" : ".")).join("")).join("\n") ?? ""}`).toBe(hello);
});

it.each([
  [14, 21],
  [15, 25],
  [122, 45],
  [123, 49],
  [213, 57],
])("%i bytes take %i modules a side", (length, size) => {
  expect(qr("x".repeat(length))).toHaveLength(size);
});

it("a text that does not fit has no code", () => {
  expect(qr("x".repeat(214))).toBeNull();
});
