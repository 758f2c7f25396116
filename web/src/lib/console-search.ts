import type { BookingState, JobState } from "@/api";
import { bookingStates } from "./booking-words";

/** What the address of a console page may say. Whatever it says wrongly is left out. */
type Raw = Record<string, unknown>;

const text = (value: unknown, most = 120): string | undefined => {
  const read = typeof value === "number" ? String(value) : value;
  return typeof read === "string" && read.trim() !== "" ? read.slice(0, most) : undefined;
};

const day = (value: unknown): string | undefined => {
  const read = text(value);
  return read && /^\d{4}-\d{2}-\d{2}$/.test(read) && !Number.isNaN(Date.parse(read)) ? read : undefined;
};

const oneOf = <Choice extends string>(value: unknown, choices: readonly Choice[]): Choice | undefined =>
  choices.find((choice) => choice === value);

/** Leaves out what is not said, so that the address stays short. */
function said<Fields extends Record<string, string | undefined>>(fields: Fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Field in keyof Fields]?: Exclude<Fields[Field], undefined>;
  };
}

export interface BookingSearch {
  q?: string;
  /** States, separated by commas. */
  state?: string;
  plan?: string;
  from?: string;
  to?: string;
}

export const statesOf = (search: BookingSearch): BookingState[] => {
  const named = (search.state ?? "").split(",");
  return bookingStates.filter((state) => named.includes(state));
};

export function bookingSearch(raw: Raw): BookingSearch {
  const states = statesOf({ state: text(raw.state) ?? "" });
  return said({
    q: text(raw.q),
    state: states.length > 0 ? states.join(",") : undefined,
    plan: text(raw.plan),
    from: day(raw.from),
    to: day(raw.to),
  });
}

export interface JobSearch {
  state?: JobState;
}

export const jobSearch = (raw: Raw): JobSearch => said({ state: oneOf(raw.state, ["waiting", "running"] as const) });

export interface WebhookSearch {
  vendor?: string;
  outcome?: string;
}

export const webhookSearch = (raw: Raw): WebhookSearch => said({ vendor: text(raw.vendor), outcome: text(raw.outcome) });

export interface QueueSearch {
  q?: string;
  plan?: string;
}

export const queueSearch = (raw: Raw): QueueSearch => said({ q: text(raw.q), plan: text(raw.plan) });

export interface InsightSearch {
  from?: string;
  to?: string;
}

/** A range of days; one that runs backwards is no range. */
export function insightSearch(raw: Raw): InsightSearch {
  const [from, to] = [day(raw.from), day(raw.to)];
  return from && to && from > to ? {} : said({ from, to });
}

export interface LineSearch {
  tab?: "agents";
}

export const lineSearch = (raw: Raw): LineSearch => said({ tab: oneOf(raw.tab, ["agents"] as const) });

export interface DeliverySearch {
  state?: "waiting" | "delivered" | "dead";
}

export const deliverySearch = (raw: Raw): DeliverySearch => said({ state: oneOf(raw.state, ["waiting", "delivered", "dead"] as const) });

export interface ReferenceSearch {
  q?: string;
}

export const referenceSearch = (raw: Raw): ReferenceSearch => said({ q: text(raw.q) });

export interface AuditSearch {
  actor?: string;
  action?: string;
  subject?: string;
}

export const auditSearch = (raw: Raw): AuditSearch => said({ actor: text(raw.actor), action: text(raw.action), subject: text(raw.subject) });

export interface AdminSearch {
  q?: string;
}

export const adminSearch = (raw: Raw): AdminSearch => said({ q: text(raw.q) });

export interface DashboardSearch {
  days?: 7 | 90;
}

/** How many days; what is not said is thirty. */
export function dashboardSearch(raw: Raw): DashboardSearch {
  const days = ([7, 90] as const).find((choice) => String(choice) === text(raw.days));
  return days ? { days } : {};
}

export interface VoiceSearch {
  /** The agent that is called. */
  agent?: string;
}

export const voiceSearch = (raw: Raw): VoiceSearch => said({ agent: text(raw.agent) });

export interface OnboardingSearch {
  step?: 1 | 2 | 3 | 4 | 5;
}

export function onboardingSearch(raw: Raw): OnboardingSearch {
  const step = ([1, 2, 3, 4, 5] as const).find((choice) => String(choice) === text(raw.step));
  return step ? { step } : {};
}

export interface CallSearch {
  q?: string;
  /** `live`, `ended`, or how they ended. */
  state?: string;
  agent?: string;
  from?: string;
  to?: string;
}

export const callSearch = (raw: Raw): CallSearch => said({ q: text(raw.q), state: text(raw.state), agent: text(raw.agent), from: day(raw.from), to: day(raw.to) });
