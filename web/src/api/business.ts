import type { ById, Nothing, Query, Reply, Send } from "./routes";

/** The shapes of a business: what it is, when it is open, how its agents speak and what they may do. */

export interface Business {
  id: string;
  slug: string;
  name: string;
  timeZone: string;
  locale: string;
  currency: string;
  region: string;
  contact: { email: string; phone: string; address: string; website: string };
  brand: { name: string; logoUrl: string | null; accent: string; domain: string };
  /** The code of a template, or empty. */
  businessType: string;
}

/** As it is sent; its picture goes by itself. */
export type BusinessForm = Omit<Business, "id" | "slug" | "brand"> & { brand: Omit<Business["brand"], "logoUrl"> };

export interface BusinessConfig {
  escalation: { number: string; whenStuck: boolean };
  sms: { confirmation: string; reminder: string; missedCall: string };
  consent: { recording: boolean; announcement: string };
  retention: { recordingDays: number; transcriptDays: number };
  disclosure: { ai: boolean; sentence: string };
  actions: Record<ActionCode, boolean>;
}

export type ActionCode = "book" | "reschedule" | "cancel" | "takeMessage" | "transfer" | "sendSms";

export interface VoiceConfig {
  /** The agent that answers calls from the browser, or empty. */
  agentId: string;
  greeting: string;
  voice: { provider: string; voiceId: string; name: string };
  language: string;
  interruptible: boolean;
}

export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

export interface Interval {
  from: string;
  to: string;
}

export interface SpecialDay {
  date: string;
  name: string;
  closed: boolean;
  intervals: Interval[];
}

export interface Schedule {
  timeZone: string;
  week: Record<Weekday, Interval[]>;
  special: SpecialDay[];
}

export interface OpenNow {
  open: boolean;
  until: string | null;
  nextOpen: string | null;
}

/** Hours of somebody's own, in the time zone of the business. */
export type Hours = Pick<Schedule, "week" | "special">;

export interface Service {
  id: string;
  name: string;
  category: string;
  description: string;
  durationMinutes: number;
  /** Kept free behind it. */
  bufferMinutes: number;
  priceMinor: number;
  currency: string;
  /** Ids of those who do it; nobody in particular when empty. */
  staff: string[];
  active: boolean;
  position: number;
}

/** As it is sent, in the currency of the business unless it names another. */
export type ServiceForm = Omit<Service, "id" | "currency">;

export interface Staff {
  id: string;
  name: string;
  email: string;
  phone: string;
  services: string[];
  /** Their own hours; null follows the business. */
  schedule: Hours | null;
  active: boolean;
}

export type StaffForm = Omit<Staff, "id">;

/** How far the setting-up is; what is really set up is judged by facts. */
export interface OnboardingProgress {
  step: number;
  done: string[];
  skipped: string[];
  completedAt: string | null;
}

export interface SetupItem {
  code: string;
  title: string;
  detail: string;
  done: boolean;
  required: boolean;
  href: string;
}

export interface SetupStatus {
  items: SetupItem[];
  /** Whether all that is required is there. */
  live: boolean;
  percent: number;
}

export interface BusinessType {
  code: string;
  name: string;
  description: string;
}

/** What came of a template. */
export interface Applied {
  agentId: string;
  servicesAdded: number;
  hoursSet: boolean;
}

/** Something that the business is connected with. */
export interface Integration {
  id: string;
  vendor: string;
  /** Null for our own voice. */
  kind: "calls" | "payments" | null;
  name: string;
  mode: "sandbox" | "live";
  state: "connected" | "paused" | "failing";
  /** What the vendor said when it failed last. */
  detail: string | null;
}

export interface NewIntegration {
  vendor: string;
  name: string;
  mode: "sandbox" | "live";
  lines?: number;
  key?: string;
}

/** The routes of a business, in the form that openapi-typescript writes. */
export interface BusinessPaths {
  "/api/organizations": { get: Reply<200, Business>; put: Send<BusinessForm> & Reply<200, Business> };
  "/api/organizations/logo": { put: { requestBody: { content: { "image/*": Blob } } } & Reply<200, { logoUrl: string }> };
  "/api/organizations/config": { get: Reply<200, BusinessConfig>; put: Send<BusinessConfig> & Reply<200, BusinessConfig> };
  "/api/organizations/voice-config": { get: Reply<200, VoiceConfig>; put: Send<VoiceConfig> & Reply<200, VoiceConfig> };
  "/api/organizations/schedule": { get: Reply<200, Schedule>; put: Send<Schedule> & Reply<200, Schedule> };
  "/api/organizations/schedule/open": { get: Query<{ at?: string }> & Reply<200, OpenNow> };
  "/api/organizations/integrations": { get: Reply<200, { items: Integration[] }>; post: Send<NewIntegration> & Reply<201, Integration> };
  "/api/organizations/integrations/{id}": { delete: ById & Nothing };
  "/api/services": { get: Query<{ category?: string }> & Reply<200, { items: Service[] }>; post: Send<ServiceForm> & Reply<201, Service> };
  "/api/services/{id}": { put: ById & Send<ServiceForm> & Reply<200, Service>; delete: ById & Nothing };
  "/api/services/{id}/restore": { post: ById & Reply<200, Service> };
  "/api/staff": { get: Reply<200, { items: Staff[] }>; post: Send<StaffForm> & Reply<201, Staff> };
  "/api/staff/{id}": { put: ById & Send<StaffForm> & Reply<200, Staff>; delete: ById & Nothing };
  "/api/organizations/onboarding-progress": { get: Reply<200, OnboardingProgress>; put: Send<OnboardingProgress> & Reply<200, OnboardingProgress> };
  "/api/organizations/setup-status": { get: Reply<200, SetupStatus> };
  "/api/onboarding/business-types": { get: Reply<200, { items: BusinessType[] }> };
  "/api/onboarding/apply-template": { post: Send<{ code: string }> & Reply<200, Applied> };
  "/api/onboarding/test-call": { post: Send<{ phone: string | null }> & Reply<201, { bookingId: string }> };
}
