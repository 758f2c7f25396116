import type { PasswordStrength } from "@/api";

const scores = ["Guessed at once.", "Guessed quickly.", "Not quite enough yet.", "Good.", "Very good."];

/** How good a password is, and what would make it better. */
export function strengthWords({ score, warning, suggestions, breached }: PasswordStrength): string {
  if (breached) return "Everybody tries this one first. Choose another.";
  return [scores[score] ?? "", score < 3 ? [warning, ...suggestions].find(Boolean) : ""].filter(Boolean).join(" ");
}

/** A mail address that can be one. */
export const wrongEmail = (typed: string): string | undefined =>
  /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(typed.trim()) ? undefined : "Enter a whole mail address, such as name@example.com.";

export const LEAST = 8;

/** What is wrong with a password that is chosen now, as far as it is seen here. */
export const wrongPassword = (typed: string): string | undefined =>
  typed.length >= LEAST ? undefined : `Use at least ${LEAST} characters.`;
