import { QueryCache, QueryClient, MutationCache } from "@tanstack/react-query";
import { ApiProblem } from "@/api";

/** Answers the server gave on purpose are not asked for again; a broken line is. */
const worthRetrying = (error: unknown) => !(error instanceof ApiProblem) || error.status === 0 || error.status >= 500;

export function makeQueries(onSignedOut: () => void): QueryClient {
  const notice = (error: unknown) => {
    if (error instanceof ApiProblem && error.code === "not_signed_in") onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: notice }),
    mutationCache: new MutationCache({ onError: notice }),
    defaultOptions: {
      queries: { retry: (count, error) => count < 2 && worthRetrying(error), staleTime: 2_000, networkMode: "always" },
      mutations: { networkMode: "always" },
    },
  });
}
