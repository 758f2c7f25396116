import type { DomainEvent } from "./types";
import type { ById, Nothing, Paged, Query, Reply } from "./routes";

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

/** How asking a tool ended. */
export type ToolOutcome = "done" | "failed" | "unreachable" | "timed_out" | "unsound" | "given_up";

/** Something that the agent asked a server of the business during the call. */
export interface CallTool {
  number: number;
  turn: number | null;
  name: string;
  /** JSON. */
  arguments: string;
  /** Null while it is waited for. */
  outcome: ToolOutcome | null;
  result: string | null;
  askedAt: string;
  millis: number | null;
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
  /** What was asked of tools, in the order in which it was. */
  tools: CallTool[];
  usage: CallUsage | null;
  /** Where its timing trace is downloaded, if one was written. */
  trace: string | null;
}

/** What there is of a call's recording. */
export interface Recording {
  /** `running` while the call is up, `waiting` for a moment after it, then `kept` until it is `gone`. */
  state: string;
  startedAt: string;
  durationMs: number | null;
  bytes: number | null;
  expiresAt: string | null;
  peaks: Peaks | null;
  /** Where it is heard. */
  audio: string | null;
}

/** The loudest moment of each part of a second, from 0 to 255. */
export interface Peaks {
  perSecond: number;
  caller: number[];
  agent: number[];
}

/** Percentiles in milliseconds, of so many; 0 of none. */
export interface Spread {
  count: number;
  p50: number;
  p95: number;
  p99: number;
}

/** How replies and interruptions went. The times of replies count from the caller's last sound. */
export interface Measures {
  voiceToVoice: Spread;
  wordsFinal: Spread;
  firstToken: Spread;
  firstAudio: Spread;
  decided: Spread;
  /** From an interruption to the agent's silence. */
  interruptions: Spread;
  /** How long the agent was silent for sounds that were none. */
  falseAlarms: Spread;
}

/** What calls took and cost, in millionths of a US dollar; 0 where no price is known. */
export interface Costs {
  calls: number;
  heardMs: number;
  promptTokens: number;
  completionTokens: number;
  letters: number;
  recognitionMicros: number;
  modelMicros: number;
  synthesisMicros: number;
  totalMicros: number;
}

/** A reply, in milliseconds from the caller's last sound. */
export interface MeasuredTurn {
  turn: number;
  at: string;
  askedMs: number;
  wordsFinalMs: number | null;
  firstTokenMs: number | null;
  firstAudioMs: number | null;
  decidedMs: number | null;
  voiceToVoiceMs: number;
  /** Whether the caller heard a filler before. */
  afterFiller: boolean;
  /** Replies thought of in vain before it. */
  discarded: number;
}

/** A sound of the caller that fell into the agent's speech. */
export interface Overlap {
  at: string;
  /** Whether the caller took the floor; else the agent went on. */
  interruption: boolean;
  ms: number;
}

export interface CallReport {
  all: Measures;
  turns: MeasuredTurn[];
  overlaps: Overlap[];
  costs: Costs;
}

/** The same over a span of days. */
export interface Report {
  from: string;
  all: Measures;
  days: { day: string; measures: Measures }[];
  agents: { agentId: string; measures: Measures }[];
  costs: Costs;
  /** Whether older replies were left out, because there are more than are looked through. */
  cut: boolean;
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
  "/api/calls/measures": { get: Query<{ days?: number }> & Reply<200, Report> };
  "/api/calls/{id}/measures": { get: ById & Reply<200, CallReport> };
  "/api/calls/{id}/recording": { get: ById & Reply<200, Recording>; delete: ById & Nothing };
  "/api/calls/{id}": { get: ById & Reply<200, CallDetail> };
}
