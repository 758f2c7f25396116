import type { ToolOutcome } from "@/api";
import type { Tone } from "./booking-words";
import { took, words } from "./format";

const outcomes: Record<ToolOutcome, { label: string; said: string; tone: Tone }> = {
  done: { label: "Answered", said: "answered", tone: "live" },
  failed: { label: "Answered with an error", said: "answered with an error", tone: "harm" },
  unreachable: { label: "Could not be reached", said: "could not be reached", tone: "harm" },
  timed_out: { label: "No answer in time", said: "did not answer in time", tone: "harm" },
  unsound: { label: "Not asked", said: "was not asked: what it has to be told was missing or wrong", tone: "harm" },
  given_up: { label: "Not waited for", said: "was not waited for", tone: "harm" },
};

const known = (outcome: string): outcome is ToolOutcome => outcome in outcomes;

/** How asking a tool ended, by itself. */
export const toolState = (outcome: string): { label: string; tone: Tone } => (known(outcome) ? outcomes[outcome] : { label: words(outcome), tone: "quiet" });

/** The same in a sentence: "find_order answered in 340 ms". */
export function toolSentence(name: string, outcome: string, millis: number | null): string {
  const sentence = `${name} ${known(outcome) ? outcomes[outcome].said : words(outcome).toLowerCase()}`;
  const asked = outcome === "done" || outcome === "failed";
  // A figure and its unit stay on one line.
  return asked && millis !== null ? `${sentence} in ${took(millis).replace(" ", "\u00a0")}` : sentence;
}
