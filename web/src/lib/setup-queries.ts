import { queryOptions } from "@tanstack/react-query";
import { api, take } from "@/api";
import { setup } from "./operator";

/** Where events are sent. */
export const endpointsQuery = queryOptions({
  queryKey: [...setup, "endpoints"],
  queryFn: ({ signal }) => take(api.GET("/api/webhook-endpoints", { signal })),
});
