import { queryOptions } from "@tanstack/react-query";
import { client, take, type Storefront } from "@/api";

/** The server writes what the page shows into the page itself, so that the first visit asks for nothing. */
function written(slug: string): Storefront | undefined {
  const text = document.getElementById("storefront-data")?.textContent;
  if (!text) return undefined;
  try {
    const { path, storefront } = JSON.parse(text) as { path: string; storefront: Storefront };
    return path === pagePath(slug) ? storefront : undefined;
  } catch {
    return undefined;
  }
}

/** The address of an organisation's page; the first organisation's has no slug in it. */
export const pagePath = (slug: string): string => (slug === "" ? "/" : `/s/${slug}`);

/** Whose storefront this is and what it sells; without a slug it is the installation's first one. */
export const storefrontQuery = (slug = "") =>
  queryOptions({
    queryKey: ["storefront", slug],
    queryFn: ({ signal }) => take(client.GET("/api/storefront", { params: { query: slug === "" ? {} : { org: slug } }, signal })),
    initialData: () => written(slug),
    staleTime: 5 * 60_000,
  });
