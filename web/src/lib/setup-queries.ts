import { queryOptions } from "@tanstack/react-query";
import { api, people, take } from "@/api";
import { setup } from "./operator";

/** Who works here, and who is asked to. */
export const teamQuery = queryOptions({
  queryKey: [...setup, "team"],
  queryFn: ({ signal }) => take(people.GET("/api/team", { signal })),
});

/** Where events are sent. */
export const endpointsQuery = queryOptions({
  queryKey: [...setup, "endpoints"],
  queryFn: ({ signal }) => take(api.GET("/api/webhook-endpoints", { signal })),
});
