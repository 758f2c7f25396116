import { describe, expect, it } from "vitest";
import { contrast, hexOf, oklch } from "./colour";
import { palette, variables, type Look } from "./palette";

const looks: Look[] = ["hotline", "gift", "clinic", "plain"];

/** Every hue in several strengths, the greys, and the corners of the screen. */
const accents = [
  "#000000",
  "#ffffff",
  "#777777",
  "#ff0000",
  "#00ff00",
  "#0000ff",
  "#ffff00",
  "#00ffff",
  "#ff00ff",
  "#b7791f",
  "#c8102e",
  "#0f766e",
  "#1d4ed8",
  ...Array.from({ length: 24 }, (_, n) => n * 15).flatMap((h) =>
    [0.15, 0.35, 0.5, 0.65, 0.8, 0.95].flatMap((l) => [0.03, 0.1, 0.3].map((c) => hexOf({ l, c, h }))),
  ),
];

describe("colours", () => {
  it("go to OKLCH and back", () => {
    for (const accent of accents) expect(hexOf(oklch(accent))).toBe(accent);
  });

  it("are compared as WCAG does", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.478, 3);
    expect(contrast("#b7791f", "#b7791f")).toBe(1);
  });

  it("that no screen shows keep their lightness", () => {
    expect(oklch(hexOf({ l: 0.8, c: 0.4, h: 264 })).l).toBeCloseTo(0.8, 2);
  });
});

describe.each(looks)("the look %s", (look) => {
  describe.each([false, true])("dark: %s", (dark) => {
    it("is read with any accent", () => {
      const bad: string[] = [];
      const need = (accent: string, what: string, one: string, other: string, least: number) => {
        const found = contrast(one, other);
        if (found < least) bad.push(`${accent} ${what}: ${one} on ${other} is ${found.toFixed(2)}`);
      };
      for (const accent of accents) {
        const made = palette(look, accent, dark);
        for (const ground of ["page", "sunken", "surface", "raised", "accentSoft"] as const) {
          for (const text of ["text", "textSoft", "accentText"] as const) need(accent, `${text} on ${ground}`, made[text], made[ground], 4.5);
          need(accent, `edge on ${ground}`, made.accentEdge, made[ground], 4.5);
          need(accent, `border on ${ground}`, made.lineStrong, made[ground], ground === "accentSoft" ? 2.6 : 3);
        }
        for (const ground of ["page", "sunken", "surface", "raised"] as const) need(accent, `faint on ${ground}`, made.textFaint, made[ground], 4.5);
        need(accent, "label", made.onAccent, made.accent, 4.5);
        need(accent, "label under the pointer", made.onAccent, made.accentHover, 4.5);
      }
      expect(bad).toEqual([]);
    });
  });
});

describe("palette", () => {
  it("takes a readable accent as it is", () => {
    expect(palette("hotline", "#1d4ed8", false).accent).toBe("#1d4ed8");
    expect(palette("hotline", "#1d4ed8", false).accentText).toBe("#1d4ed8");
    expect(palette("hotline", "#b7791f", false).accent).toBe("#b7791f");
  });

  it("falls back on brass for what is no colour", () => {
    expect(palette("plain", "red; background: url(x)", false)).toEqual(palette("plain", "#b7791f", false));
  });

  it("gives one value for both modes", () => {
    const made = variables("clinic", "#0f766e");
    expect(made["--accent"]).toMatch(/^light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\)$/);
    expect(made).toHaveProperty("--line-strong");
    expect(Object.keys(made)).toHaveLength(16);
  });
});
