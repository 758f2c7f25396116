import type { Tone } from "@/lib/booking-words";
import { took } from "@/lib/format";
import type { Delivery, Endpoint } from "./api/endpoints";

export const deliveryStates = ["waiting", "delivered", "dead"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

const stateWords: Record<string, { label: string; tone: Tone }> = {
  waiting: { label: "Waits", tone: "accent" },
  delivered: { label: "Delivered", tone: "live" },
  dead: { label: "Given up", tone: "harm" },
};

/** Where a message stands. */
export function deliveryWords(delivery: Pick<Delivery, "state" | "tries">): { label: string; tone: Tone } {
  if (delivery.state === "waiting" && delivery.tries > 0) return { label: "Tried again later", tone: "harm" };
  return stateWords[delivery.state] ?? { label: delivery.state, tone: "quiet" };
}

/** What the receiver said the last time, in a few words. */
export function answerWords({ lastStatus, lastError, lastMs }: Pick<Delivery, "lastStatus" | "lastError" | "lastMs">): string {
  if (lastStatus != null) return lastMs == null ? `${lastStatus}` : `${lastStatus} in ${took(lastMs)}`;
  return lastError ? `No answer: ${lastError}` : "Not sent yet";
}

/** How an endpoint is. */
export function endpointWords(endpoint: Pick<Endpoint, "active" | "stoppedBecause" | "failingSince">): { label: string; tone: Tone } {
  if (endpoint.stoppedBecause) return { label: "Switched off by itself", tone: "harm" };
  if (!endpoint.active) return { label: "Off", tone: "quiet" };
  return endpoint.failingSince ? { label: "Failing", tone: "harm" } : { label: "Active", tone: "live" };
}

/** Why nothing is sent there any more, and what to do about it. */
export function stoppedWords(reason: string): string {
  if (reason === "gone") return "The receiver answered 410, which asks for nothing more. Switch it on again once it wants to hear from you.";
  return "Nothing arrived there for five days. Mend the receiver, send a test, then switch it on again.";
}

/** The sorts of events, as an endpoint can ask for them. */
export const sorts = [
  { kind: "booking.*", label: "Bookings", text: "Made, queued, called, completed, cancelled, failed" },
  { kind: "call.*", label: "Calls", text: "Ringing, picked up, ended" },
  { kind: "payment.*", label: "Payments", text: "Paid, declined, refunded, disputed" },
  { kind: "account.*", label: "Accounts", text: "Paused, resumed, changed" },
  { kind: "plan.*", label: "Plans", text: "Made and changed" },
  { kind: "agent.*", label: "Agents", text: "Made and changed" },
] as const;

/** What an endpoint hears, in words. */
export function kindsWords(kinds: readonly string[]): string {
  if (kinds.length === 0) return "Everything";
  return kinds.map((kind) => sorts.find((sort) => sort.kind === kind)?.label ?? kind).join(", ");
}

/** Kinds that were typed, apart by commas or blanks, each once. */
export const typedKinds = (typed: string): string[] => [...new Set(typed.split(/[\s,]+/).filter(Boolean))];

/** What is wrong with an address for messages. */
export function wrongUrl(typed: string): string | undefined {
  let url: URL;
  try {
    url = new URL(typed.trim());
  } catch {
    return "Enter a whole address, such as https://example.com/hooks.";
  }
  return url.protocol === "https:" || url.protocol === "http:" ? undefined : "The address begins with https.";
}
