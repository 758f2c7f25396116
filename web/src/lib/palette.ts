import { contrast, hexOf, isColour, oklch, readable, type Oklch } from "./colour";

export type Look = "hotline" | "gift" | "clinic" | "plain";

/** The colours of a storefront in one mode, by the names of `tokens.css`. */
export interface Palette {
  page: string;
  sunken: string;
  surface: string;
  raised: string;
  line: string;
  lineStrong: string;
  text: string;
  textSoft: string;
  textFaint: string;
  /** Fills what is to be pressed. */
  accent: string;
  accentHover: string;
  /** Read on the fill. */
  onAccent: string;
  /** The boundary of the fill, told from the page even where the fill is not. */
  accentEdge: string;
  /** Read on the page. */
  accentText: string;
  accentSoft: string;
  accentLine: string;
}

type Ground = Omit<Palette, "accent" | "accentHover" | "onAccent" | "accentEdge" | "accentText" | "accentSoft" | "accentLine">;

const INK = "#12161f";
const WHITE = "#ffffff";
/** The least contrast of text and of what is pressed; a little above what the rules ask, for rounding. */
const AIM = 4.55;

const warm = {
  light: {
    page: "#faf8f4",
    sunken: "#f3efe7",
    surface: "#ffffff",
    raised: "#ffffff",
    line: "#e7e1d5",
    lineStrong: "#8f887b",
    text: INK,
    textSoft: "#4a4f5a",
    textFaint: "#666a73",
  },
  dark: {
    page: "#10141c",
    sunken: "#0c0f16",
    surface: "#181d27",
    raised: "#1e2430",
    line: "#2a313f",
    lineStrong: "#737d90",
    text: "#f2efe8",
    textSoft: "#b9bcc4",
    textFaint: "#969caa",
  },
} satisfies Record<"light" | "dark", Ground>;

const cool = {
  light: {
    page: "#f6f9f9",
    sunken: "#ebf1f1",
    surface: "#ffffff",
    raised: "#ffffff",
    line: "#d9e3e3",
    lineStrong: "#7f8d8f",
    text: "#10191c",
    textSoft: "#435054",
    textFaint: "#5d6a6e",
  },
  dark: {
    page: "#0e1517",
    sunken: "#0a1012",
    surface: "#151e21",
    raised: "#1b262a",
    line: "#273439",
    lineStrong: "#70828a",
    text: "#edf2f2",
    textSoft: "#b4c0c2",
    textFaint: "#93a1a5",
  },
} satisfies Record<"light" | "dark", Ground>;

const bare = {
  light: {
    page: "#ffffff",
    sunken: "#f6f6f7",
    surface: "#ffffff",
    raised: "#ffffff",
    line: "#e3e3e6",
    lineStrong: "#87878e",
    text: "#131316",
    textSoft: "#4b4b52",
    textFaint: "#66666d",
  },
  dark: {
    page: "#121214",
    sunken: "#0d0d0f",
    surface: "#19191c",
    raised: "#202024",
    line: "#2e2e33",
    lineStrong: "#7c7c86",
    text: "#f0f0f2",
    textSoft: "#bcbcc3",
    textFaint: "#9b9ba4",
  },
} satisfies Record<"light" | "dark", Ground>;

/** Wrapping paper: the accent's own hue, barely there, in everything. */
function tinted(hue: number, strength: number, dark: boolean): Ground {
  const tone = (l: number, c: number) => hexOf({ l, c: c * strength, h: hue });
  return dark
    ? {
        page: tone(0.185, 0.018),
        sunken: tone(0.16, 0.016),
        surface: tone(0.225, 0.02),
        raised: tone(0.255, 0.022),
        line: tone(0.325, 0.026),
        lineStrong: tone(0.6, 0.03),
        text: tone(0.955, 0.008),
        textSoft: tone(0.8, 0.014),
        textFaint: tone(0.7, 0.018),
      }
    : {
        page: tone(0.98, 0.007),
        sunken: tone(0.96, 0.013),
        surface: WHITE,
        raised: WHITE,
        line: tone(0.905, 0.026),
        lineStrong: tone(0.62, 0.03),
        text: tone(0.2, 0.03),
        textSoft: tone(0.42, 0.028),
        textFaint: tone(0.51, 0.026),
      };
}

function groundOf(look: Look, accent: Oklch, dark: boolean): Ground {
  const mode = dark ? "dark" : "light";
  switch (look) {
    case "hotline":
      return warm[mode];
    case "clinic":
      return cool[mode];
    case "plain":
      return bare[mode];
    case "gift":
      return tinted(accent.h, Math.min(1, accent.c / 0.08), dark);
  }
}

/** A fill with the ink or the white that is read on it; a fill on which neither is read gives way a little. */
function fillOf(accent: Oklch): { fill: Oklch; on: string } {
  const hex = hexOf(accent);
  const on = contrast(hex, WHITE) >= contrast(hex, INK) ? WHITE : INK;
  if (contrast(hex, on) >= AIM) return { fill: accent, on };
  return { fill: oklch(readable(accent, [on], on === WHITE ? "dark" : "light", AIM)), on };
}

/** The colours of a look with an accent; whatever accent is chosen, text and controls stay readable. */
export function palette(look: Look, accentHex: string, dark: boolean): Palette {
  const accent = oklch(isColour(accentHex) ? accentHex : "#b7791f");
  const ground = groundOf(look, accent, dark);
  // In the dark a fill glows a little, so that it does not sink into the page.
  const { fill, on } = fillOf(dark ? { ...accent, l: Math.max(accent.l, 0.6) } : accent);
  // Pale orange looks like skin; leaning to yellow it looks like paper in lamplight.
  const hue = accent.h > 40 && accent.h < 85 ? accent.h + 14 : accent.h;
  const soft = hexOf(dark ? { l: 0.27, c: Math.min(accent.c, 0.035), h: hue } : { l: 0.945, c: Math.min(accent.c, 0.03), h: hue });
  const grounds = [ground.page, ground.sunken, ground.surface, ground.raised, soft];
  const accentText = readable(accent, grounds, dark ? "light" : "dark", AIM);
  const accentFill = hexOf(fill);
  return {
    ...ground,
    accent: accentFill,
    accentHover: hexOf({ ...fill, l: on === WHITE ? fill.l - 0.045 : Math.min(0.97, fill.l + 0.04) }),
    onAccent: on,
    accentEdge: grounds.every((under) => contrast(accentFill, under) >= AIM) ? accentFill : accentText,
    accentText,
    accentSoft: soft,
    accentLine: hexOf({ l: dark ? 0.45 : 0.8, c: Math.min(accent.c, 0.09), h: accent.h }),
  };
}

/** The palette as custom properties that follow the mode by themselves. */
export function variables(look: Look, accent: string): Record<string, string> {
  const [light, dark] = [palette(look, accent, false), palette(look, accent, true)];
  const names = Object.keys(light) as (keyof Palette)[];
  return Object.fromEntries(
    names.map((name) => [`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, `light-dark(${light[name]}, ${dark[name]})`]),
  );
}
