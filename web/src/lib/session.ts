import { queryOptions } from "@tanstack/react-query";
import { people, take } from "@/api";

/** Who is signed in; asked once and kept until it changes. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => take(people.GET("/api/auth/session", { signal })),
  staleTime: Infinity,
  retry: false,
});

/** Where to go after signing in: only ever a page of the console. */
export function safeNext(next: unknown): string {
  return typeof next === "string" && /^\/console(?:[/?#]|$)/.test(next) ? next : "/console";
}
