import type { InsightSearch } from "./console-search";

export interface Range {
  from: string;
  to: string;
}

const DAY = 86_400_000;

/** The calendar day of a moment in a time zone, as `YYYY-MM-DD`. */
export function dayIn(zone: string, at: number): string {
  try {
    return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
  } catch {
    return new Date(at).toISOString().slice(0, 10);
  }
}

export const shift = (day: string, by: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY).toISOString().slice(0, 10);

/** How many days a range has, both ends counted. */
export const daysOf = ({ from, to }: Range): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1;

export const lastDays = (count: number, today: string): Range => ({ from: shift(today, 1 - count), to: today });

const USUAL = 30;
/** The most that the server takes at once. */
export const MOST = 366;

/** The range that the address names; what it leaves open is filled in. */
export function rangeOf(search: InsightSearch, today: string): Range {
  const to = search.to ?? today;
  const from = search.from ?? shift(to, 1 - USUAL);
  if (from > to) return { from: to, to };
  return daysOf({ from, to }) > MOST ? { from: shift(to, 1 - MOST), to } : { from, to };
}

/** How many days back from today the service targets are measured, to cover the range as far as they reach. */
export const targetDays = (range: Range, today: string): number =>
  Math.min(90, Math.max(1, daysOf({ from: range.from, to: today > range.from ? today : range.from })));

export const dayLabel = (day: string): string =>
  new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" }).format(Date.parse(`${day}T00:00:00Z`));
