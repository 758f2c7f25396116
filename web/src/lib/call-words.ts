import type { Call } from "@/api";
import { outcomeWords, type Tone } from "./booking-words";
import { words } from "./format";

const states: Record<string, { label: string; tone: Tone }> = {
  initiating: { label: "Dialling", tone: "live" },
  submission_unknown: { label: "Not sure yet", tone: "accent" },
  ringing: { label: "Ringing", tone: "live" },
  in_progress: { label: "On the phone", tone: "live" },
};

/** How our own agents' calls end. */
const endings: Record<string, { label: string; tone: Tone }> = {
  agent_done: { label: "The agent said goodbye", tone: "quiet" },
  caller_hung_up: { label: "The caller hung up", tone: "quiet" },
  caller_silent: { label: "The caller said nothing", tone: "quiet" },
  longest_reached: { label: "Talked to the full time", tone: "quiet" },
  socket_lost: { label: "Connection lost", tone: "harm" },
  vendors_down: { label: "A vendor did not work", tone: "harm" },
  abandoned: { label: "Its server stopped", tone: "harm" },
};

const good: readonly string[] = ["completed", "duration_reached"];

/** How a call stands or ended, in words. */
export function callState({ state, ended }: Pick<Call, "state" | "ended">): { label: string; tone: Tone } {
  if (!ended) return states[state] ?? { label: words(state), tone: "live" };
  if (state in outcomeWords) return { label: outcomeWords[state as keyof typeof outcomeWords], tone: good.includes(state) ? "quiet" : "harm" };
  return endings[state] ?? { label: words(state), tone: "quiet" };
}

/** Who is on the line, as far as it is known. */
export const person = ({ name, phoneMasked, kind }: Pick<Call, "name" | "phoneMasked" | "kind">): string =>
  name ?? phoneMasked ?? (kind === "own" ? "From the browser" : "Unknown caller");
