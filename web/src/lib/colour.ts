/** Colours by what people see of them: OKLCH to move them, WCAG luminance to judge them. */
export interface Oklch {
  /** 0 black to 1 white. */
  l: number;
  c: number;
  /** Degrees. */
  h: number;
}

type Triple = readonly [number, number, number];

const toLinear = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const fromLinear = (v: number) => (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055);

/** `#rrggbb` as linear light, or null when it is no colour. */
function linear(hex: string): Triple | null {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex.trim());
  if (!match) return null;
  const channel = (n: number) => toLinear(parseInt(match[n] ?? "0", 16) / 255);
  return [channel(1), channel(2), channel(3)];
}

export const isColour = (hex: string): boolean => linear(hex) !== null;

export function oklch(hex: string): Oklch {
  const [r, g, b] = linear(hex) ?? [0, 0, 0];
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const medium = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const l = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short;
  const a = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short;
  const bb = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short;
  return { l, c: Math.hypot(a, bb), h: ((Math.atan2(bb, a) * 180) / Math.PI + 360) % 360 };
}

function rgbOf({ l, c, h }: Oklch): Triple {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
}

const shown = (rgb: Triple) => rgb.every((v) => v >= -0.0005 && v <= 1.0005);

/** `#rrggbb`; a colour that no screen shows loses strength, not its hue or lightness. */
export function hexOf(colour: Oklch): string {
  const l = Math.min(1, Math.max(0, colour.l));
  let c = colour.c;
  if (!shown(rgbOf({ l, c, h: colour.h }))) {
    let [low, high] = [0, c];
    for (let step = 0; step < 20; step += 1) {
      const middle = (low + high) / 2;
      if (shown(rgbOf({ l, c: middle, h: colour.h }))) low = middle;
      else high = middle;
    }
    c = low;
  }
  const byte = (v: number) =>
    Math.round(fromLinear(Math.min(1, Math.max(0, v))) * 255)
      .toString(16)
      .padStart(2, "0");
  return `#${rgbOf({ l, c, h: colour.h }).map(byte).join("")}`;
}

function luminance(hex: string): number {
  const [r, g, b] = linear(hex) ?? [0, 0, 0];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of WCAG 2: from 1 (the same) to 21 (black on white). */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/**
 * The colour nearest to `from`, darker or lighter, that is read on every one of `grounds`. Black and white are its
 * ends: on grounds that allow no such colour it is one of them.
 */
export function readable(from: Oklch, grounds: readonly string[], towards: "dark" | "light", aim: number): string {
  const good = (l: number) => {
    const hex = hexOf({ ...from, l });
    return grounds.every((ground) => contrast(hex, ground) >= aim);
  };
  if (good(from.l)) return hexOf(from);
  let [bad, best] = [from.l, towards === "dark" ? 0 : 1];
  for (let step = 0; step < 16; step += 1) {
    const middle = (bad + best) / 2;
    if (good(middle)) best = middle;
    else bad = middle;
  }
  return hexOf({ ...from, l: best });
}
