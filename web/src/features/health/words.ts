import type { Difference, Job, Account, Webhook } from "@/api";
import type { Tone } from "@/lib/booking-words";
import { money, words } from "@/lib/format";

const jobs: Record<string, string> = {
  "webhook.process": "Take in what a webhook says",
  "call.place": "Place a call",
  "call.watch": "Ask the vendor how a call stands",
  "call.hang_up": "End a call",
  "booking.start": "Start a booking at its time",
  "payment.watch": "Ask the vendor how a payment stands",
  "payment.close": "Close an open payment page",
  "payment.refund": "Give money back",
  "payment.reconcile": "Compare a day with the vendor's books",
  "system.cleanup": "Hourly clean-up",
};

/** What a job does, in words. */
export const jobWords = (kind: string): string => jobs[kind] ?? words(kind);

/** What letting a dead job go means, said before it is done. */
export function lettingGo(job: Pick<Job, "kind">): string {
  switch (job.kind) {
    case "payment.refund":
      return "The money is then not given back by this program. Give it back in the vendor's dashboard, or ask for the refund anew.";
    case "call.place":
      return "The call is then not placed by this job. Its booking is left as it is; cancel it or queue it again from its page.";
    case "call.hang_up":
      return "If the call still goes on, the vendor ends it at its own limit.";
    case "webhook.process":
      return "What the vendor told is then not taken in. The webhook stays in the inbox and can be replayed.";
    default:
      return "What it was to do is then not done. What it is about stays as it is.";
  }
}

/** An error as it was kept, made fit for reading: the first sentence apart from what follows. */
export function errorParts(error: string | null): { first: string; rest: string } {
  const text = (error ?? "").trim();
  if (text === "") return { first: "No error was kept.", rest: "" };
  const [head = "", ...tail] = text.split(/(?<=[.!?])\s+|: |\n/);
  const first = head.charAt(0).toUpperCase() + head.slice(1);
  return { first: /[.!?]$/.test(first) ? first : `${first}.`, rest: tail.join(" ").trim() };
}

interface Outcome {
  code: string;
  label: string;
  tone: Tone;
}

/** What can come of a webhook, in the order in which people look for it. */
export const outcomes: readonly Outcome[] = [
  { code: "moved", label: "Moved something", tone: "live" },
  { code: "noted", label: "Noted", tone: "calm" },
  { code: "ignored", label: "Nothing for us", tone: "quiet" },
  { code: "stale", label: "Old news", tone: "quiet" },
  { code: "unknown", label: "About nothing we know", tone: "accent" },
];

/** What came of a webhook. */
export function outcomeOf(webhook: Pick<Webhook, "outcome" | "processedAt">): { label: string; tone: Tone } {
  const { outcome } = webhook;
  if (outcome) return outcomes.find((entry) => entry.code === outcome) ?? { label: words(outcome), tone: "calm" };
  return webhook.processedAt ? { label: "Taken in", tone: "live" } : { label: "Waits", tone: "accent" };
}

export const bytes = (count: number): string => (count < 1_024 ? `${count} B` : `${(count / 1_024).toFixed(count < 10_240 ? 1 : 0)} KB`);

/** A difference between the books, in a sentence, and what to do about it. */
export function differenceWords(
  difference: Pick<Difference, "kind" | "ours" | "theirs">,
  vendor: string,
  currency: string,
): { title: string; remedy: string } {
  const ours = difference.ours === null ? "nothing" : money(difference.ours, currency);
  const theirs = difference.theirs === null ? "nothing" : money(difference.theirs, currency);
  switch (difference.kind) {
    case "paid_at_vendor_only":
      return {
        title: `${vendor} took ${theirs}; here it is not paid.`,
        remedy: "The news of the payment was lost. It is asked for again; if the caller no longer wants the call, give the money back.",
      };
    case "paid_here_only":
      return {
        title: `Here ${ours} is paid; ${vendor} knows of nothing.`,
        remedy: "Look the payment up in the vendor's dashboard before you call or refund.",
      };
    case "amount_differs":
      return { title: `${vendor} took ${theirs}; here it is ${ours}.`, remedy: "Compare the booking's price with the vendor's receipt." };
    case "refund_differs":
      return {
        title: `${vendor} gave ${theirs} back; here it is ${ours}.`,
        remedy: "Somebody may have refunded in the vendor's dashboard; then only these books have to follow.",
      };
    case "unknown_charge":
      return {
        title: `${vendor} took ${theirs} for nothing that is known here.`,
        remedy: "Perhaps another shop uses the same account. If not, give the money back in the vendor's dashboard.",
      };
  }
}

export const accountNames = (accounts: readonly Account[] | undefined): ReadonlyMap<string, string> =>
  new Map((accounts ?? []).map((account) => [account.id, account.name]));
