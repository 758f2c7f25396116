import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { business, take, type OnboardingProgress } from "@/api";
import { setup } from "@/lib/operator";

export const typesQuery = queryOptions({
  queryKey: ["business-types"],
  queryFn: ({ signal }) => take(business.GET("/api/onboarding/business-types", { signal })),
  staleTime: Infinity,
});

export const progressQuery = queryOptions({
  queryKey: [...setup, "onboarding"],
  queryFn: ({ signal }) => take(business.GET("/api/organizations/onboarding-progress", { signal })),
});

export const statusQuery = queryOptions({
  queryKey: [...setup, "status"],
  queryFn: ({ signal }) => take(business.GET("/api/organizations/setup-status", { signal })),
});

/** Everything that is set up may have changed. */
function useSetup<Input, Output>(change: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: setup }) });
}

export const useNoteProgress = () =>
  useSetup((body: OnboardingProgress) => take(business.PUT("/api/organizations/onboarding-progress", { body })));

export const useApplyTemplate = () =>
  useSetup((code: string) => take(business.POST("/api/onboarding/apply-template", { body: { code } })));

export const useTestCall = () =>
  useSetup((phone: string) => take(business.POST("/api/onboarding/test-call", { body: { phone: phone === "" ? null : phone } })));
