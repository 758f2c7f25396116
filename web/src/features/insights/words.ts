import type { BookingState, FunnelStep, Target, TargetCode } from "@/api";
import { clock } from "@/lib/format";

interface TargetWords {
  title: string;
  /** What is counted, for the sample size. */
  one: string;
  many: string;
  how: string;
}

export const targetWords: Record<TargetCode, TargetWords> = {
  payments: {
    title: "Payments that go through",
    one: "payment",
    many: "payments",
    how: "Paid, of those that were tried with a card or an invoice.",
  },
  connected: {
    title: "Calls that connect",
    one: "call",
    many: "calls",
    how: "Without those where the person was busy, declined or did not pick up.",
  },
  queue_wait: { title: "Mean wait in the queue", one: "booking", many: "bookings", how: "From being due to the first attempt." },
  uptime: { title: "Up and working", one: "minute", many: "minutes", how: "Minutes with a sign of life." },
};

/** A share, as exact as it deserves: 99.87 %, 100 %. Never rounded up to a whole that it is not. */
export function percent(share: number): string {
  const value = share * 100;
  if (value >= 100) return "100 %";
  const digits = value >= 99 ? 2 : value >= 10 ? 1 : 2;
  const cut = Math.floor(value * 10 ** digits + 1e-9) / 10 ** digits;
  return `${cut.toLocaleString(undefined, { maximumFractionDigits: digits })} %`;
}

export const actualOf = ({ actual, unit }: Target): string => (actual === null ? "–" : unit === "ratio" ? percent(actual) : clock(actual));

export const aimOf = ({ aim, unit }: Target): string => (unit === "ratio" ? `over ${percent(aim)}` : `under ${clock(aim)} min`);

/**
 * How much of what may go wrong did go wrong: 1 is all of it. A service that promises 99 % may miss 1 in 100;
 * with 2 misses in 100 it is at 2.
 */
export function spent({ actual, aim, unit }: Target): number | null {
  if (actual === null) return null;
  if (unit === "seconds") return aim > 0 ? actual / aim : null;
  return aim < 1 ? (1 - actual) / (1 - aim) : null;
}

/** Below this many a share says little. */
const FEW: Record<TargetCode, number> = { payments: 100, connected: 20, queue_wait: 5, uptime: 60 };

export function verdict(target: Target): { text: string; tone: "live" | "harm" | "quiet" } {
  if (target.actual === null || target.met === null) return { text: "Nothing to measure yet", tone: "quiet" };
  if (target.of < FEW[target.code]) return { text: target.met ? "Met so far" : "Missed so far", tone: "quiet" };
  return target.met ? { text: "Met", tone: "live" } : { text: "Missed", tone: "harm" };
}

export const sampleOf = ({ code, of }: Target): string =>
  `${of.toLocaleString()} ${of === 1 ? targetWords[code].one : targetWords[code].many}`;

export const stepWords: Record<FunnelStep, string> = {
  visit: "Visited the page",
  form: "Began the form",
  booked: "Booked",
  paid: "Paid, or free",
  connected: "Connected",
  completed: "Completed",
};

export const shortSteps: Record<FunnelStep, string> = {
  visit: "Visits",
  form: "Forms",
  booked: "Booked",
  paid: "Paid",
  connected: "Connected",
  completed: "Completed",
};

export interface Stage {
  code: FunnelStep;
  count: number;
  /** Of the step before; null where that is not known. */
  kept: number | null;
  lost: number;
  /** Of the widest step, for the bar. */
  width: number;
}

/**
 * The steps with what each keeps of the one before. Where more come than were seen before (a booking made without
 * the page), there is nothing to compare.
 */
export function stages(steps: readonly { code: FunnelStep; count: number }[]): Stage[] {
  const widest = Math.max(1, ...steps.map((step) => step.count));
  return steps.map((step, index) => {
    const before = index === 0 ? null : (steps[index - 1]?.count ?? null);
    return {
      ...step,
      kept: before === null || before === 0 || step.count > before ? null : step.count / before,
      lost: before === null ? 0 : Math.max(0, before - step.count),
      width: step.count / widest,
    };
  });
}

/** In which states the bookings of a failure are found. */
export function statesOfFailure(code: string): BookingState[] {
  switch (code) {
    case "card_declined":
    case "authentication_failed":
    case "checkout_expired":
      return ["pending_payment", "payment_failed", "cancelled"];
    case "nobody_reached":
      return ["no_answer"];
    default:
      return ["failed"];
  }
}
