import type { Failures, Funnel, FunnelStep } from "@/api";
import { outcomeWords } from "@/lib/booking-words";
import { money, words } from "@/lib/format";
import { shift, type Range } from "@/lib/range";

export interface Card {
  code: string;
  label: string;
  value: string;
  /** In words, what the figure is measured against. */
  note: string;
  /** Against the time before, as a share; null when there is nothing to compare with. */
  change: number | null;
  trend: number[];
}

/** The days right before a range, as many as it has. */
export function before({ from, to }: Range): Range {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
  return { from: shift(from, -days), to: shift(from, -1) };
}

const count = (funnel: Funnel | undefined, step: FunnelStep): number => funnel?.steps.find((entry) => entry.code === step)?.count ?? 0;

/** How much more or less than before, as a share of before. */
export const changeOf = (now: number, then: number | undefined): number | null => (then === undefined || then === 0 ? null : now / then - 1);

const percent = (share: number): string => new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 0 }).format(share);
const whole = (value: number): string => new Intl.NumberFormat().format(value);
const of = (part: number, all: number, what: string): string => (all === 0 ? `no ${what} yet` : `${percent(part / all)} of ${whole(all)} ${what}`);

/** Revenue by currency, the largest first; who takes one currency has one entry. */
export function revenue(funnel: Funnel | undefined): { currency: string; minor: number }[] {
  const sums = new Map<string, number>();
  for (const { currency, revenueMinor } of funnel?.byPlan ?? []) sums.set(currency, (sums.get(currency) ?? 0) + revenueMinor);
  return Array.from(sums, ([currency, minor]) => ({ currency, minor })).sort((a, b) => b.minor - a.minor);
}

/** The six figures that somebody looks at first. */
export function cards(now: Funnel, then: Funnel | undefined, currency: string): Card[] {
  const trend = (step: FunnelStep) => now.byDay.map((day) => day[step]);
  const step = (code: FunnelStep, label: string, note: string): Card => ({
    code,
    label,
    value: whole(count(now, code)),
    note,
    change: changeOf(count(now, code), then && count(then, code)),
    trend: trend(code),
  });
  const [first] = revenue(now);
  const earned = first ?? { currency, minor: 0 };
  const earnedThen = then && (revenue(then).find((entry) => entry.currency === earned.currency)?.minor ?? 0);
  const share = (funnel: Funnel | undefined) => (count(funnel, "booked") === 0 ? undefined : count(funnel, "completed") / count(funnel, "booked"));
  const kept = share(now);
  return [
    step("booked", "Bookings", of(count(now, "booked"), count(now, "visit"), "visits")),
    step("paid", "Admitted", of(count(now, "paid"), count(now, "booked"), "bookings")),
    step("connected", "Reached", of(count(now, "connected"), count(now, "paid"), "admitted")),
    step("completed", "Completed", of(count(now, "completed"), count(now, "connected"), "reached")),
    {
      code: "revenue",
      label: "Revenue",
      value: money(earned.minor, earned.currency),
      note: count(now, "paid") === 0 ? "nothing came in yet" : `${money(Math.round(earned.minor / count(now, "paid")), earned.currency)} a booking`,
      change: changeOf(earned.minor, earnedThen),
      trend: trend("paid"),
    },
    {
      code: "kept",
      label: "Kept promises",
      value: kept === undefined ? "–" : percent(kept),
      note: "bookings that became a whole call",
      change: kept === undefined ? null : changeOf(kept, share(then)),
      trend: now.byDay.map((day) => (day.booked === 0 ? 0 : day.completed / day.booked)),
    },
  ];
}

export interface Ending {
  code: string;
  label: string;
  count: number;
  good: boolean;
}

/** How calls ended, the good ends first and the others by how many. */
export function endings(now: Funnel, failures: Failures | undefined): Ending[] {
  const sums = new Map<string, number>();
  for (const { outcome, count: more } of failures?.calls ?? []) sums.set(outcome, (sums.get(outcome) ?? 0) + more);
  const bad = Array.from(sums, ([code, sum]) => ({
    code,
    label: code in outcomeWords ? outcomeWords[code as keyof typeof outcomeWords] : words(code),
    count: sum,
    good: false,
  })).sort((a, b) => b.count - a.count);
  return [{ code: "completed", label: "Completed", count: count(now, "completed"), good: true }, ...bad];
}
