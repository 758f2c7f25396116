import { queryOptions, useMutation, useQueryClient, type QueryKey } from "@tanstack/react-query";
import { business, isOutdated, take, takeTagged, type BusinessConfig, type BusinessForm, type Schedule, type Tagged, type VoiceConfig } from "@/api";
import { setup } from "./operator";
import { sessionQuery } from "./session";

const staleTime = 60_000;
const kept = <Data>(tagged: Tagged<Data>): Data => tagged.kept;

export const businessQuery = queryOptions({
  queryKey: [...setup, "business"],
  queryFn: ({ signal }) => takeTagged(business.GET("/api/organizations", { signal })),
  select: kept,
  staleTime,
});

export const configQuery = queryOptions({
  queryKey: [...setup, "config"],
  queryFn: ({ signal }) => takeTagged(business.GET("/api/organizations/config", { signal })),
  select: kept,
  staleTime,
});

export const voiceQuery = queryOptions({
  queryKey: [...setup, "voice"],
  queryFn: ({ signal }) => takeTagged(business.GET("/api/organizations/voice-config", { signal })),
  select: kept,
  staleTime,
});

export const scheduleQuery = queryOptions({
  queryKey: [...setup, "schedule"],
  queryFn: ({ signal }) => takeTagged(business.GET("/api/organizations/schedule", { signal })),
  select: kept,
  staleTime,
});

export const openQuery = queryOptions({
  queryKey: [...setup, "schedule", "open"],
  queryFn: ({ signal }) => take(business.GET("/api/organizations/schedule/open", { signal })),
  refetchInterval: 60_000,
});

export const servicesQuery = queryOptions({
  queryKey: [...setup, "services"],
  queryFn: ({ signal }) => take(business.GET("/api/services", { signal })),
});

/** Saves; what was read by these keys is read anew. */
export function useSaving<Input, Output>(save: (input: Input) => Promise<Output>, ...keys: QueryKey[]) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: save,
    onSettled: () => Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}

/** Saves a setting as a whole, over the one that the page shows and no newer one. */
function useReplacing<Input, Output>(key: QueryKey, save: (input: Input, headers: HeadersInit) => Promise<Output>, ...more: QueryKey[]) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => {
      const tag = queries.getQueryData<Tagged<unknown>>(key)?.tag;
      return save(input, tag ? { "If-Match": tag } : {});
    },
    // What was typed over an older setting stays on the page, beside the sentence about it.
    onSettled: (_, error) => (isOutdated(error) ? undefined : Promise.all([key, ...more].map((queryKey) => queries.invalidateQueries({ queryKey })))),
  });
}

export const useSaveBusiness = () =>
  useReplacing(businessQuery.queryKey, (body: BusinessForm, headers) => take(business.PUT("/api/organizations", { body, headers })), sessionQuery.queryKey);

export const useSaveConfig = () =>
  useReplacing(configQuery.queryKey, (body: BusinessConfig, headers) => take(business.PUT("/api/organizations/config", { body, headers })));

export const useSaveVoice = () =>
  useReplacing(voiceQuery.queryKey, (body: VoiceConfig, headers) => take(business.PUT("/api/organizations/voice-config", { body, headers })));

/** Sends a picture as the bytes that it is. */
export const useSaveLogo = () =>
  useSaving(
    (file: File) =>
      take(
        business.PUT("/api/organizations/logo", { body: file, bodySerializer: (body) => body, headers: { "Content-Type": file.type || "application/octet-stream" } }),
      ),
    businessQuery.queryKey,
    sessionQuery.queryKey,
  );

export const useSaveSchedule = () =>
  useReplacing(scheduleQuery.queryKey, (body: Schedule, headers) => take(business.PUT("/api/organizations/schedule", { body, headers })));
