import { queryOptions } from "@tanstack/react-query";
import { ApiProblem } from "@/api";
import type { Document } from "../reference/document";

/** The OpenAPI document of this very installation. */
export const documentQuery = queryOptions({
  queryKey: ["openapi"],
  queryFn: async ({ signal }) => {
    const answer = await fetch("/api/openapi.json", { signal });
    if (!answer.ok) {
      throw new ApiProblem({
        status: answer.status,
        code: "no_document",
        detail: "The description of the API could not be read.",
        remedy: "Try again in a moment.",
      });
    }
    return (await answer.json()) as Document;
  },
  staleTime: Infinity,
});
