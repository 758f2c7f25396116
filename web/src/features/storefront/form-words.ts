import type { Plan } from "@/api";
import { money } from "@/lib/format";

/** What the form says below its fields; the place that is kept for it is as high as these words make it. */
export const helps = {
  name: "What the voice will call you.",
  email: "So that we can reach you about this call.",
  phone: "The number that will ring. Choose the country, or begin with + and its code.",
  request: "What you would like to talk about, and anything the voice should know.",
} as const;

export const whenChoices = [
  ["now", "As soon as possible"],
  ["later", "At a time"],
] as const;

export const partTitles = (free: boolean) => ["Your call", "You", free ? "Before we call" : "Payment"] as const;

/** What the button says that sends the form. */
export const sendWords = (plan: Plan | undefined): string => (plan && !plan.free ? `Continue to payment · ${money(plan.priceMinor, plan.currency)}` : "Book my free call");

/** What stands beside it. */
export const sendNote = (free: boolean): string => `${free ? "Nothing to pay." : "You pay in the next step."} You can cancel until the phone rings.`;

export const ageWords = (age: number): string => `I am ${age} years of age or older.`;
