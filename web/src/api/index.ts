export type * from "./types";
export type * from "./operator";
export { bearer, client, take } from "./client";
export { api, type Schema } from "./generated";
export { desk } from "./operator-client";
export { ApiProblem, asProblem, problemFrom, sentence } from "./problem";
export { openLive, throttle, type LiveState } from "./live";
export { useLive } from "./use-live";
