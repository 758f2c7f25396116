export type * from "./types";
export { bearer, client, take } from "./client";
export { ApiProblem, asProblem, problemFrom, sentence } from "./problem";
export { openLive, throttle, type LiveState } from "./live";
export { useLive } from "./use-live";
