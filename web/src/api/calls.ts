import type { DomainEvent } from "./types";
import type { ById, Paged, Query, Reply } from "./routes";

/** The shapes of calls: attempts of bookings, and calls that our own agents hold. */

export interface Call {
  id: string;
  kind: "booked" | "own";
  ended: boolean;
  /** Where it stands, or how it ended. */
  state: string;
  agentId: string;
  agentName: string;
  accountId: string;
  /** The version of the agent's script that was spoken. */
  agentVersion: number | null;
  bookingId: string | null;
  plan: string | null;
  name: string | null;
  phoneMasked: string | null;
  startedAt: string;
  answeredAt: string | null;
  endedAt: string | null;
  durationSeconds: number | null;
}

export interface CallLine {
  number: number;
  /** `caller` or `agent`. */
  speaker: string;
  kind: string;
  turn: number | null;
  words: string;
  at: string;
}

export interface CallTurn {
  turn: number;
  silentSince: string;
  /** Milliseconds from the caller's last sound, as all that follow. */
  asked: number;
  wordsFinal: number | null;
  firstToken: number | null;
  firstAudio: number | null;
  decided: number | null;
  voiceToVoice: number;
  afterFiller: boolean;
  discarded: number;
}

export interface CallUsage {
  promptTokens: number;
  completionTokens: number;
  letters: number;
}

export interface CallDetail {
  call: Call;
  events: DomainEvent[];
  transcript: CallLine[];
  turns: CallTurn[];
  usage: CallUsage | null;
}

export interface CallQuery {
  state?: string;
  agent?: string;
  from?: string;
  to?: string;
  q?: string;
  cursor?: string;
}

/** The routes of calls, in the form that openapi-typescript writes. */
export interface CallPaths {
  "/api/calls": { get: Query<CallQuery> & Reply<200, Paged<Call>> };
  "/api/calls/{id}": { get: ById & Reply<200, CallDetail> };
}
