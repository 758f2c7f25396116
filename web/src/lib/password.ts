import { queryOptions } from "@tanstack/react-query";
import { people, take, type PasswordStrength } from "@/api";

const scores = ["Guessed at once.", "Guessed quickly.", "Not quite enough yet.", "Good.", "Very good."];

/** How good a password is, and what would make it better. */
export function strengthWords({ score, warning, suggestions, breached }: PasswordStrength): string {
  if (breached) return "Everybody tries this one first. Choose another.";
  return [scores[score] ?? "", score < 3 ? [warning, ...suggestions].find(Boolean) : ""].filter(Boolean).join(" ");
}

const LEAST = 8;

/** What is wrong with a password that is chosen now, as far as it is seen here. */
export const wrongPassword = (typed: string): string | undefined =>
  typed.length >= LEAST ? undefined : `Use at least ${LEAST} characters.`;

export const strengthQuery = (password: string, email: string, name: string) =>
  queryOptions({
    queryKey: ["strength", password, email, name],
    queryFn: ({ signal }) => take(people.POST("/api/auth/password-strength", { body: { password, email, name }, signal })),
    enabled: password !== "",
    staleTime: Infinity,
    // A password is not kept longer than it is looked at.
    gcTime: 0,
    retry: false,
  });
