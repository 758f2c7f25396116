import type { ConsolePlan } from "@/api";
import { fromMinor, toMinor } from "@/lib/money-input";
import { wholeNumber, type Errors } from "@/lib/use-draft";

/** A plan as it is typed. */
export interface PlanValues {
  code: string;
  name: string;
  description: string;
  price: string;
  currency: string;
  minutes: string;
  persona: string;
  priority: string;
  minimumAge: string;
  disclosure: string;
  badge: string;
  active: boolean;
}

export const currencies = ["USD", "EUR", "GBP", "CAD", "AUD", "CHF", "SEK", "NOK", "DKK", "PLN", "JPY"] as const;

const LONGEST_MINUTES = 240;

/** A code out of a name: "Ten minutes!" becomes "ten_minutes". */
export const codeFrom = (name: string): string =>
  name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 40);

export function valuesOf(plan: ConsolePlan | null, currency = "USD"): PlanValues {
  return {
    code: plan?.code ?? "",
    name: plan?.name ?? "",
    description: plan?.description ?? "",
    price: plan ? fromMinor(plan.priceMinor, plan.currency) : "",
    currency: plan?.currency ?? currency,
    minutes: plan ? String(plan.durationSeconds / 60) : "10",
    persona: plan?.persona ?? "",
    priority: String(plan?.priority ?? 0),
    minimumAge: String(plan?.minimumAge ?? 0),
    disclosure: plan?.disclosure ?? "",
    badge: plan?.badge ?? "",
    active: plan?.active ?? true,
  };
}

/** Minutes as typed, "2" or "1.5", in seconds. */
function secondsOf(typed: string): number | null {
  const plain = typed.trim().replace(",", ".");
  if (!/^\d{1,3}(?:\.\d{1,2})?$/.test(plain)) return null;
  const seconds = Math.round(Number(plain) * 60);
  return seconds > 0 && seconds <= LONGEST_MINUTES * 60 ? seconds : null;
}

export function checkPlan(values: PlanValues, taken: ReadonlySet<string>): Errors<PlanValues> {
  const errors: Errors<PlanValues> = {};
  if (values.name.trim() === "") errors.name = "Give the plan a name.";
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(values.code)) errors.code = "Small letters, digits and _ only, beginning with a letter.";
  else if (taken.has(values.code)) errors.code = "Another plan has this code.";
  if (toMinor(values.price, values.currency) === null) errors.price = "Enter an amount, or 0 for a free plan.";
  if (secondsOf(values.minutes) === null) errors.minutes = `Enter minutes, at most ${LONGEST_MINUTES}.`;
  if (values.persona.trim() === "") errors.persona = "Name who speaks.";
  const priority = wholeNumber(values.priority, -100, 100);
  if (priority) errors.priority = priority;
  const age = wholeNumber(values.minimumAge, 0, 99);
  if (age) errors.minimumAge = age;
  return errors;
}

/** The plan that these values describe; what cannot be read yet falls back to nothing, for the preview. */
export function planFrom(values: PlanValues, position: number): ConsolePlan {
  return {
    code: values.code,
    name: values.name.trim(),
    description: values.description.trim(),
    priceMinor: toMinor(values.price, values.currency) ?? 0,
    currency: values.currency,
    durationSeconds: secondsOf(values.minutes) ?? 0,
    persona: values.persona.trim(),
    priority: Number(values.priority) || 0,
    position,
    active: values.active,
    minimumAge: Number(values.minimumAge) || 0,
    disclosure: values.disclosure.trim(),
    badge: values.badge.trim(),
  };
}

/** The plans whose position has to change so that the one at `from` stands at `to`. */
export function moved(plans: readonly ConsolePlan[], from: number, to: number): ConsolePlan[] {
  const next = [...plans];
  const [plan] = next.splice(from, 1);
  if (!plan) return [];
  next.splice(to, 0, plan);
  return next.map((entry, position) => ({ ...entry, position })).filter((entry) => plans.find((known) => known.code === entry.code)?.position !== entry.position);
}
