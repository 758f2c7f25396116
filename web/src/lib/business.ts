import { queryOptions, useMutation, useQueryClient, type QueryKey } from "@tanstack/react-query";
import { business, take, type BusinessConfig, type BusinessForm, type Schedule, type VoiceConfig } from "@/api";
import { setup } from "./operator";
import { sessionQuery } from "./session";

const staleTime = 60_000;

export const businessQuery = queryOptions({
  queryKey: [...setup, "business"],
  queryFn: ({ signal }) => take(business.GET("/api/organizations", { signal })),
  staleTime,
});

export const configQuery = queryOptions({
  queryKey: [...setup, "config"],
  queryFn: ({ signal }) => take(business.GET("/api/organizations/config", { signal })),
  staleTime,
});

export const voiceQuery = queryOptions({
  queryKey: [...setup, "voice"],
  queryFn: ({ signal }) => take(business.GET("/api/organizations/voice-config", { signal })),
  staleTime,
});

export const scheduleQuery = queryOptions({
  queryKey: [...setup, "schedule"],
  queryFn: ({ signal }) => take(business.GET("/api/organizations/schedule", { signal })),
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

export const useSaveBusiness = () =>
  useSaving(
    (body: BusinessForm) => take(business.PUT("/api/organizations", { body })),
    businessQuery.queryKey,
    sessionQuery.queryKey,
  );

export const useSaveConfig = () =>
  useSaving((body: BusinessConfig) => take(business.PUT("/api/organizations/config", { body })), configQuery.queryKey);

export const useSaveVoice = () =>
  useSaving((body: VoiceConfig) => take(business.PUT("/api/organizations/voice-config", { body })), voiceQuery.queryKey);

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
  useSaving((body: Schedule) => take(business.PUT("/api/organizations/schedule", { body })), scheduleQuery.queryKey);
