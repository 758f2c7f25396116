import type { Analytics, MetricCard } from "@/api";
import { callState } from "@/lib/call-words";
import { clock, money } from "@/lib/format";

export interface Card {
  code: MetricCard["code"];
  label: string;
  value: string;
  /** In words, what it was before. */
  note: string;
  change: Change | null;
  trend: readonly (number | null)[];
}

/** Against the time before. */
export interface Change {
  up: boolean;
  /** In words, such as "12 %" or "3 points". */
  text: string;
  tone: "good" | "bad" | "neither";
}

const labels: Record<MetricCard["code"], string> = {
  calls: "Calls",
  answered: "Picked up",
  duration: "Length of a call",
  bookings: "Bookings",
  completed: "Called to the end",
  revenue: "Revenue",
};

const percent = (share: number): string => new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 0 }).format(share);

function told({ unit, currency }: Pick<MetricCard, "unit" | "currency">, value: number): string {
  if (unit === "money") return money(value, currency ?? "USD");
  if (unit === "ratio") return percent(value);
  return unit === "seconds" ? clock(value) : new Intl.NumberFormat().format(value);
}

/** How a figure moved; what is a share already moves by points. */
export function changeOf({ code, unit, value, previous }: MetricCard): Change | null {
  if (value === null || previous === null || (unit !== "ratio" && previous === 0)) return null;
  const moved = unit === "ratio" ? Math.round((value - previous) * 100) : value / previous - 1;
  const up = moved >= 0;
  const size = Math.abs(moved);
  const text = unit === "ratio" ? `${size} ${size === 1 ? "point" : "points"}` : percent(size);
  const same = text === "0 points" || text === percent(0);
  // A longer call is neither better nor worse.
  return { up, text, tone: code === "duration" || same ? "neither" : up ? "good" : "bad" };
}

/** What it was before, and what there is beside it. */
function noteOf(card: MetricCard): string {
  const before = card.previous === null ? "nothing to compare with" : `${told(card, card.previous)} before`;
  return [before, ...card.others.map(({ currency, amountMinor }) => `and ${money(amountMinor, currency)}`)].join(", ");
}

/** The figures that somebody looks at first. */
export const cards = (all: readonly MetricCard[]): Card[] =>
  all.map((card) => ({
    code: card.code,
    label: labels[card.code],
    value: card.value === null ? "–" : told(card, card.value),
    note: noteOf(card),
    change: changeOf(card),
    trend: card.trend,
  }));

export interface Ending {
  code: string;
  label: string;
  count: number;
  good: boolean;
}

/** How calls ended, the good ends first and the others by how many. */
export const endings = ({ outcomes }: Pick<Analytics, "outcomes">): Ending[] =>
  outcomes
    .map(({ code, count }) => {
      const { label, tone } = callState({ state: code, ended: true });
      return { code, label, count, good: tone !== "harm" };
    })
    .sort((a, b) => Number(b.good) - Number(a.good) || b.count - a.count);
