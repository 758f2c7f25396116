import type { ActionCode } from "./business";
import type { ToolOutcome } from "./calls";
import type { ById, Reply, Send } from "./routes";

/** The shapes of agents: what each is told, as a draft and as versions that callers hear. */

/** What an agent is, says and may do. */
export interface Script {
  persona: string;
  instructions: string;
  firstMessage: string;
  voice: { provider: string; voiceId: string; name: string };
  language: string;
  model: string;
  provider: string;
  variables: { name: string; value: string }[];
  actions: Record<ActionCode, boolean>;
  tools: Tool[];
}

/** Something that the agent may ask a server of the business during a call. */
export interface Tool {
  name: string;
  description: string;
  url: string;
  /** What of the allowed actions it carries out; null for none. */
  action: ToolAction | null;
  parameters: ToolParameter[];
}

export type ToolAction = Exclude<ActionCode, "transfer">;

export type ParameterKind = "text" | "number" | "integer" | "yes_no";

export interface ToolParameter {
  name: string;
  kind: ParameterKind;
  description: string;
  required: boolean;
  /** The only answers there are, of a text; any when empty. */
  choices: string[];
}

/** What a tool of the draft answered when it was tried. */
export interface ToolTried {
  outcome: ToolOutcome;
  millis: number;
  /** What the agent would be told. */
  result: string;
}

/** The secret that requests of tools are signed with, readable this once. */
export interface ToolSecret {
  secret: string;
  /** Until when the one before it signs too. */
  oldSignsUntil: string | null;
}

export interface AgentRow {
  id: string;
  name: string;
  accountId: string;
  /** The vendor of its account; `voice` for our own. */
  vendor: string;
  active: boolean;
  /** The version that callers hear. */
  published: number | null;
  /** Whether the draft differs from it. */
  changed: boolean;
}

export interface AgentVersion {
  number: number;
  at: string;
  by: string;
  note: string;
}

export interface AgentDetail {
  id: string;
  name: string;
  accountId: string;
  vendor: string;
  active: boolean;
  published: (AgentVersion & { script: Script }) | null;
  /** What people work on. Its tag goes along with a change, so that nobody's work is written over unseen. */
  draft: { script: Script; tag: string; updatedAt: string | null; updatedBy: string | null; changed: boolean };
  /** Newest first. */
  versions: AgentVersion[];
  /** Whose models it can be told to think with. */
  modelProviders: string[];
  /** Whose voices, where a voice must be named with whose it is. */
  voiceProviders: string[];
}

export interface ScriptChange {
  field: string;
  before: unknown;
  after: unknown;
}

interface Tried {
  parameters: { path: { id: string; name: string } };
}

interface Compared {
  parameters: { path: { id: string }; query?: { from?: string; to?: string } };
}

/** The routes of agents, in the form that openapi-typescript writes. */
export interface AgentPaths {
  "/api/agents": { get: Reply<200, { items: AgentRow[] }>; post: Send<{ name: string }> & Reply<201, AgentDetail> };
  "/api/agents/{id}": { get: ById & Reply<200, AgentDetail> };
  "/api/agents/{id}/draft": { put: ById & Send<{ tag: string; script: Script }> & Reply<200, AgentDetail> };
  "/api/agents/{id}/publish": { post: ById & Send<{ tag: string; note: string }> & Reply<200, AgentDetail> };
  "/api/agents/{id}/rollback": { post: ById & Send<{ tag: string; number: number }> & Reply<200, AgentDetail> };
  "/api/agents/{id}/tools/{name}/try": { post: Tried & Send<{ arguments: Record<string, unknown> }> & Reply<200, ToolTried> };
  "/api/agents/tool-secret": { post: Reply<201, ToolSecret> };
  "/api/agents/{id}/diff": { get: Compared & Reply<200, { items: ScriptChange[] }> };
}
