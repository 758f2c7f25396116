import type { OtherMoney } from "./dashboard";
import type { ById, Nothing, Paged, Query, Reply, Send } from "./routes";
import type { Account, Booking, BookingDetail, BookingPage, Content, OpenDispute, Overview } from "./types";

/** The shapes of the console: what operators see and change. */

export type Role = "viewer" | "operator" | "admin" | "owner";

export interface NewAccount {
  vendor: string;
  name: string;
  mode: "sandbox" | "live";
  lines: number;
  priority: number;
  key?: string;
  webhookSecret?: string;
}

export interface AccountChange {
  name?: string;
  lines?: number;
  priority?: number;
  paused?: boolean;
}

/** Written, never read back. */
export interface Secrets {
  key?: string;
  webhookSecret?: string;
  publishableKey?: string;
  merchant?: string;
}

export interface ConsoleAgent {
  id: string;
  accountId: string;
  accountName: string;
  name: string;
  persona: string;
  assistantRef: string;
  numberRef: string;
  lines: number;
  priority: number;
  active: boolean;
  live: number;
}

export type AgentForm = Omit<ConsoleAgent, "id" | "accountName" | "live">;

export interface ConsolePlan {
  code: string;
  name: string;
  description: string;
  priceMinor: number;
  currency: string;
  durationSeconds: number;
  persona: string;
  priority: number;
  position: number;
  active: boolean;
  minimumAge: number;
  disclosure: string;
  badge: string;
}

export interface StorefrontSettings {
  slug: string;
  name: string;
  url: string;
  content: Content;
}

export type JobState = "dead" | "waiting" | "running";

export interface Job {
  id: string;
  kind: string;
  about: { booking: string | null; call: string | null; payment: string | null; webhook: string | null };
  runAt: string;
  tries: number;
  priority: number;
  deadAt: string | null;
  lastError: string | null;
  createdAt: string;
  lockedBy: string | null;
}

export interface JobCounts {
  waiting: number;
  running: number;
  dead: number;
  late: number;
}

export interface Webhook {
  id: string;
  accountId: string;
  vendor: string;
  kind: string;
  receivedAt: string;
  processedAt: string | null;
  outcome: string | null;
  bytes: number;
}

export type TargetCode = "payments" | "connected" | "queue_wait" | "uptime";

export interface Target {
  code: TargetCode;
  aim: number;
  actual: number | null;
  met: boolean | null;
  unit: "ratio" | "seconds";
  of: number;
}

export interface Targets {
  from: string;
  to: string;
  targets: Target[];
}

export type FunnelStep = "visit" | "form" | "booked" | "paid" | "connected" | "completed";

export interface Funnel {
  steps: { code: FunnelStep; count: number }[];
  byPlan: {
    plan: string;
    booked: number;
    paid: number;
    connected: number;
    completed: number;
    revenueMinor: number;
    currency: string;
    /** In other currencies; it is not in the sum. */
    otherRevenue: OtherMoney[];
  }[];
  byDay: ({ day: string } & Record<FunnelStep, number>)[];
}

export interface Failures {
  bookings: { code: string; sentence: string; remedy: string; count: number; lastAt: string; lastBooking: string }[];
  calls: { outcome: string; accountId: string; accountName: string; count: number; share: number }[];
  payments: { code: string; sentence: string; count: number }[];
}

export interface Difference {
  kind: "paid_at_vendor_only" | "paid_here_only" | "amount_differs" | "refund_differs" | "unknown_charge";
  paymentId: string | null;
  bookingId: string | null;
  vendorRef: string | null;
  ours: number | null;
  theirs: number | null;
  healed: boolean;
}

export interface Reconciliation {
  id: string;
  accountId: string;
  accountName: string;
  day: string;
  checkedAt: string;
  compared: number;
  differences: Difference[];
}

/** The routes of the console, in the form that openapi-typescript writes. */
export interface OperatorPaths {
  "/api/operator/overview": { get: Reply<200, Overview> };
  "/api/operator/bookings": {
    get: Query<{ q?: string; state?: string; plan?: string; from?: string; to?: string; cursor?: string }> &
      Reply<200, BookingPage>;
  };
  "/api/operator/bookings/{id}": { get: ById & Reply<200, BookingDetail> };
  "/api/operator/bookings/{id}/priority": { post: ById & Send<{ priority: number }> & Reply<200, Booking> };
  "/api/operator/bookings/{id}/retry": { post: ById & Reply<200, Booking> };
  "/api/operator/bookings/{id}/cancel": { post: ById & Reply<200, Booking> };
  "/api/operator/bookings/{id}/refund": {
    post: ById & Send<{ minor?: number; reason: string }> & Reply<200, Booking>;
  };
  "/api/operator/bookings/{id}/refunds/{refundId}/given": {
    post: { parameters: { path: { id: string; refundId: string } } } & Send<{ reference: string }> & Reply<200, Booking>;
  };
  "/api/operator/accounts": { post: Send<NewAccount> & Reply<200, Account> };
  "/api/operator/accounts/{id}": { patch: ById & Send<AccountChange> & Reply<200, Account> };
  "/api/operator/accounts/{id}/pause": { post: ById & Send<{ paused: boolean }> & Reply<200, Account> };
  "/api/operator/accounts/{id}/secrets": { put: ById & Send<Secrets> & Nothing };
  "/api/operator/accounts/{id}/close-breaker": { post: ById & Reply<200, Account> };
  "/api/operator/accounts/{id}/check": { post: ById & Reply<200, { ok: boolean; detail: string }> };
  "/api/operator/agents": {
    get: Reply<200, { items: ConsoleAgent[] }>;
    post: Send<AgentForm> & Reply<200, ConsoleAgent>;
  };
  "/api/operator/agents/{id}": { patch: ById & Send<Partial<AgentForm>> & Reply<200, ConsoleAgent> };
  "/api/operator/plans": { get: Reply<200, { items: ConsolePlan[] }> };
  "/api/operator/plans/{code}": {
    put: { parameters: { path: { code: string } } } & Send<ConsolePlan> & Reply<200, ConsolePlan>;
  };
  "/api/operator/storefront": {
    get: Reply<200, StorefrontSettings>;
    put: Send<{ name: string; content: Content }> & Reply<200, StorefrontSettings>;
  };
  "/api/operator/jobs": {
    get: Query<{ state?: JobState; cursor?: string }> & Reply<200, Paged<Job> & { counts: JobCounts }>;
  };
  "/api/operator/jobs/{id}": { delete: ById & Nothing };
  "/api/operator/jobs/{id}/retry": { post: ById & Reply<200, Job> };
  "/api/operator/webhooks": {
    get: Query<{ vendor?: string; outcome?: string; cursor?: string }> & Reply<200, Paged<Webhook>>;
  };
  "/api/operator/webhooks/{id}": { get: ById & Reply<200, Webhook & { body: string }> };
  "/api/operator/webhooks/{id}/replay": { post: ById & Reply<200, Webhook> };
  "/api/operator/targets": { get: Query<{ days?: number }> & Reply<200, Targets> };
  "/api/operator/funnel": { get: Query<{ from?: string; to?: string }> & Reply<200, Funnel> };
  "/api/operator/failures": { get: Query<{ from?: string; to?: string }> & Reply<200, Failures> };
  "/api/operator/disputes": { get: Reply<200, { items: OpenDispute[] }> };
  "/api/operator/reconciliations": {
    get: Reply<200, { items: Reconciliation[] }>;
    post: Send<{ accountId: string; day: string }> & Reply<200, Reconciliation>;
  };
}
