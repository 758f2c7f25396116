import type { ById, Nothing, Reply, Send } from "./routes";
import type { Session } from "./types";

/** The shapes of people: who is signed in, and where. */

export interface SignIn {
  email: string;
  password: string;
}

export interface OwnSession {
  id: string;
  device: string;
  address: string;
  createdAt: string;
  lastSeenAt: string;
  current: boolean;
}

/** The routes of people, in the form that openapi-typescript writes. */
export interface PeoplePaths {
  "/api/auth/sign-in": { post: Send<SignIn> & Reply<200, Session> };
  "/api/auth/session": { get: Reply<200, Session> };
  "/api/auth/sign-out": { post: Nothing };
  "/api/auth/switch": { post: Send<{ organisationId: string }> & Reply<200, Session> };
  "/api/auth/sessions": { get: Reply<200, { items: OwnSession[] }>; delete: Nothing };
  "/api/auth/sessions/{id}": { delete: ById & Nothing };
}
