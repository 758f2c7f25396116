/**
 * The shapes that travel between the page and the server.
 * Everything else imports them from `@/api`. They say more than the OpenAPI document (its states are plain strings);
 * `contract.ts` makes sure that they never say anything else.
 */
import type { components } from "./schema.gen";

export type BookingState =
  | "pending"
  | "scheduled"
  | "pending_payment"
  | "payment_failed"
  | "confirmed"
  | "queued"
  | "initiating"
  | "calling"
  | "completed"
  | "no_answer"
  | "cancelled"
  | "failed";

export type PaymentState = "pending" | "paid" | "failed" | "expired" | "refunding" | "partly_refunded" | "refunded";

/** A hosted card page, a card form on our own page, or an invoice in a cryptocurrency. */
export type PaymentMethod = "checkout" | "element" | "crypto";

export type AttemptState = "initiating" | "submission_unknown" | "ringing" | "in_progress" | "ended";

export type AttemptOutcome =
  | "completed"
  | "duration_reached"
  | "busy"
  | "no_answer"
  | "voicemail"
  | "screened"
  | "rejected"
  | "invalid_number"
  | "never_placed"
  | "vendor_failed"
  | "lost"
  | "cancelled";

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  remedy: string;
  requestId: string | null;
  errors?: FieldProblem[];
}

export interface FieldProblem {
  field: string;
  code: string;
  message: string;
}

export interface Plan {
  code: string;
  name: string;
  description: string;
  priceMinor: number;
  currency: string;
  durationSeconds: number;
  free: boolean;
  /** In years; 0 asks for none. */
  minimumAge: number;
  /** A sentence more to agree to; empty for none. */
  disclosure: string;
  /** A word or two on the card; empty for none. */
  badge: string;
}

export interface Theme {
  /** `#rrggbb`, as the organisation chose it. */
  accent: string;
  look: "hotline" | "gift" | "clinic" | "plain";
  mode: "auto" | "light" | "dark";
}

/** What the public page says; every field is there, with the server's words where nobody wrote others. */
export interface Content {
  headline: string;
  headlineAccent: string;
  lead: string;
  steps: { title: string; text: string }[];
  testimonials: { quote: string; name: string; detail: string }[];
  questions: { question: string; answer: string }[];
  contactEmail: string;
  /** Each an https address, or empty. */
  links: { imprint: string; privacy: string; terms: string };
  theme: Theme;
  seo: { title: string; description: string };
}

export interface Storefront {
  organisation: { name: string; slug: string; timeZone: string };
  defaultRegion: string;
  disclosure: string;
  plans: Plan[];
  /** Whether anything can be booked at the moment. */
  takesBookings: boolean;
  content: Content;
  /** Which ways to pay this organisation takes. */
  payments: Record<PaymentMethod, boolean>;
  trialWindowHours: number;
  sandbox: boolean;
}

export interface Availability {
  plan: string;
  freeLines: number;
  totalLines: number;
  queued: number;
  /** Null when nothing is known to reckon with. */
  expectedWaitSeconds: number | null;
}

export interface NewBooking {
  name: string;
  phone: string;
  email: string;
  plan: string;
  request: string;
  consent: boolean;
  scheduledAt: string | null;
  /** Must be true where the plan asks for an age. */
  ageConfirmed: boolean;
  /** The vendor's page where nothing is said. */
  method: PaymentMethod | null;
}

/** Whether somebody may have the free trial now, and if not, when. */
export interface TrialAnswer {
  available: boolean;
  nextAt: string | null;
}

/** What the card form on our own page is made with. */
export interface PaymentElement {
  clientSecret: string;
  publishableKey: string;
  scriptUrl: string;
  amountMinor: number;
  currency: string;
  returnUrl: string;
}

export type RefundedBy = NonNullable<components["schemas"]["RefundView"]["by"]>;

export interface Refund {
  id: string;
  minor: number;
  state: "asked" | "given" | "failed";
  /** Who wanted it: for operators only, and missing for everybody else. */
  by: RefundedBy | null;
  reason: string;
  at: string;
}

export interface Dispute {
  minor: number;
  state: "open" | "won" | "lost";
  reason: string;
  dueBy: string | null;
}

/** A dispute that is open, and where it belongs. */
export interface OpenDispute {
  bookingId: string;
  paymentId: string;
  accountId: string;
  currency: string;
  dispute: Dispute;
}

export interface BookingCreated {
  booking: Booking;
  token: string;
  checkoutUrl: string | null;
}

export interface Payment {
  state: PaymentState;
  amountMinor: number;
  refundedMinor: number;
  currency: string;
  checkoutUrl: string | null;
  failureCode: string | null;
  method: PaymentMethod;
  /** The ways it can be paid by now; none when there is nothing to pay. */
  methods: PaymentMethod[];
  refunds: Refund[];
  dispute: Dispute | null;
  /** What the vendor calls things, and the account: for operators only, and missing for everybody else. */
  intentRef: string | null;
  checkoutRef: string | null;
  accountId: string | null;
}

export interface Attempt {
  id: string;
  state: AttemptState;
  outcome: AttemptOutcome | null;
  createdAt: string;
  answeredAt: string | null;
  endedAt: string | null;
}

export interface TimelineEntry {
  seq: number;
  at: string;
  kind: string;
  text: string;
}

export interface Booking {
  id: string;
  state: BookingState;
  /** The organisation that is booked with, by its name in addresses. */
  organisation: string;
  plan: Pick<Plan, "code" | "name" | "durationSeconds" | "priceMinor" | "currency" | "free">;
  name: string;
  email: string;
  phone: string;
  phoneMasked: string;
  request: string;
  queue: { place: number; ahead: number; expectedWaitSeconds: number | null } | null;
  payment: Payment | null;
  attempts: Attempt[];
  scheduledAt: string | null;
  nextAttemptAt: string | null;
  createdAt: string;
  updatedAt: string;
  failure: { code: string; sentence: string; remedy: string } | null;
  timeline: TimelineEntry[];
}

export interface Session {
  user: {
    id: string;
    email: string;
    name: string;
    role: string;
    emailVerified: boolean;
    /** Whether a code of an authenticator is asked for. */
    totp: boolean;
    /** Whether they look after the whole installation. */
    platformAdmin: boolean;
  };
  organisation: { id: string; name: string; slug: string; timeZone: string; suspended: boolean; suspendedBecause: string | null };
  role: string;
  /** What they may do here, such as `bookings.read`. */
  permissions: string[];
  organisations: { id: string; slug: string; name: string; role: string }[];
  expiresAt: string;
  /** Until when they look into the organisation as somebody who looks after the installation. */
  visitingUntil: string | null;
}

export interface Account {
  id: string;
  name: string;
  vendor: string;
  kind: "calls" | "payments";
  mode: "sandbox" | "live";
  /** Where its vendor sends webhooks. */
  webhookUrl: string;
  lines: number;
  live: number;
  priority: number;
  paused: boolean;
  /** The last thing that went wrong with its vendor, in words. */
  lastError: string | null;
  health: { state: "closed" | "open" | "half_open"; openUntil: string | null; failures: number };
  agents: Agent[];
}

export interface Agent {
  id: string;
  name: string;
  persona: string;
  lines: number;
  live: number;
  priority: number;
}

export interface LiveCall {
  id: string;
  bookingId: string;
  accountId: string;
  agentId: string;
  state: AttemptState;
  name: string;
  phoneMasked: string;
  plan: string;
  createdAt: string;
  answeredAt: string | null;
  limitSeconds: number;
}

export interface QueueEntry {
  bookingId: string;
  place: number;
  name: string;
  phoneMasked: string;
  plan: string;
  state: BookingState;
  dueAt: string | null;
  waitingSince: string;
  attempts: number;
  priority: number;
}

export interface Today {
  booked: number;
  paid: number;
  completed: number;
  noAnswer: number;
  failed: number;
  cancelled: number;
  inQueue: number;
  calling: number;
  revenueMinor: number;
  refundedMinor: number;
  currency: string;
  meanWaitSeconds: number | null;
}

export interface Overview {
  seq: number;
  now: string;
  accounts: Account[];
  calls: LiveCall[];
  queue: QueueEntry[];
  today: Today;
}

export interface BookingRow {
  id: string;
  name: string;
  phoneMasked: string;
  email: string;
  plan: string;
  state: BookingState;
  paymentState: PaymentState | null;
  priceMinor: number;
  currency: string;
  createdAt: string;
  attempts: number;
}

export interface BookingPage {
  items: BookingRow[];
  nextCursor: string | null;
}

export interface DomainEvent {
  seq: number;
  at: string;
  kind: string;
  bookingId: string | null;
  callId: string | null;
  data: unknown;
}

export interface BookingDetail {
  booking: Booking;
  events: DomainEvent[];
}

interface Reply<Status extends number, Body> {
  responses: Record<Status, { content: { "application/json": Body } }> & {
    default: { content: { "application/problem+json": Problem } };
  };
}

/** Done, and nothing to say. */
interface Nothing {
  responses: { 204: { content?: never }; default: { content: { "application/problem+json": Problem } } };
}

interface Send<Body> {
  requestBody: { content: { "application/json": Body } };
}

interface ById {
  parameters: { path: { id: string } };
}

/** The same form as the `paths` that openapi-typescript writes. */
export interface paths {
  "/api/storefront": { get: { parameters: { query?: { org?: string } } } & Reply<200, Storefront> };
  "/api/availability": { get: { parameters: { query: { plan: string; org?: string } } } & Reply<200, Availability> };
  "/api/trial": { post: Send<{ org?: string; phone: string; email: string }> & Reply<200, TrialAnswer> };
  "/api/visits": { post: Send<{ org?: string; step: "visit" | "form" }> & Nothing };
  "/api/bookings": {
    post: { parameters: { query?: { org?: string }; header?: { "Idempotency-Key"?: string } } } & Send<NewBooking> &
      Reply<201, BookingCreated>;
  };
  "/api/bookings/{id}": { get: ById & Reply<200, Booking> };
  "/api/bookings/{id}/cancel": { post: ById & Reply<200, Booking> };
  "/api/bookings/{id}/phone": { post: ById & Send<{ phone: string }> & Reply<200, Booking> };
  "/api/bookings/{id}/checkout": {
    post: ById & Send<{ method?: "checkout" | "crypto" }> & Reply<200, { checkoutUrl: string }>;
  };
  "/api/bookings/{id}/element": { post: ById & Reply<200, PaymentElement> };
  "/api/bookings/{id}/payment-check": { post: ById & Reply<200, Booking> };
  "/api/auth/login": { post: Send<{ email: string; password: string }> & Reply<200, Session> };
  "/api/auth/logout": { post: Nothing };
  "/api/auth/me": { get: Reply<200, Session> };
}
