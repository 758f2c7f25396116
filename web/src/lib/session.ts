import { queryOptions } from "@tanstack/react-query";
import { client, take } from "@/api";

/** Who is signed in; asked once and kept until it changes. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => take(client.GET("/api/auth/me", { signal })),
  staleTime: Infinity,
  retry: false,
});

/** Where to go after signing in: only ever a page of the console. */
export function safeNext(next: unknown): string {
  return typeof next === "string" && /^\/console(?:[/?#]|$)/.test(next) ? next : "/console";
}
