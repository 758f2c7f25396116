import { queryOptions } from "@tanstack/react-query";
import { client, take } from "@/api";

/** Whose storefront this is and what it sells. */
export const storefrontQuery = queryOptions({
  queryKey: ["storefront"],
  queryFn: ({ signal }) => take(client.GET("/api/storefront", { signal })),
  staleTime: 5 * 60_000,
});
