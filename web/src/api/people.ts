import type { Role } from "./operator";
import type { ById, Nothing, Paged, Query, Reply, Send } from "./routes";
import type { Session } from "./types";

/** The shapes of people: accounts, sessions, teams, keys, the trail of changes, the installation. */

export interface NewPerson {
  organisation: string;
  name: string;
  email: string;
  password: string;
  timeZone: string | null;
  acceptTerms: true;
}

export interface SignIn {
  email: string;
  password: string;
  /** Of an authenticator, or a recovery code. */
  code?: string;
}

export interface PasswordStrength {
  /** From 0, guessed at once, to 4. */
  score: number;
  warning: string;
  suggestions: string[];
  /** Whether it is on the list of passwords that everybody tries. */
  breached: boolean;
}

export interface OwnSession {
  id: string;
  device: string;
  address: string;
  createdAt: string;
  lastSeenAt: string;
  current: boolean;
}

export interface TotpSecret {
  secret: string;
  otpauthUrl: string;
}

export interface InvitationView {
  organisation: string;
  email: string;
  role: Role;
  invitedBy: string;
  expiresAt: string;
  hasAccount: boolean;
}

export interface Member {
  userId: string;
  name: string;
  email: string;
  role: Role;
  emailVerified: boolean;
  totp: boolean;
  lastSeenAt: string | null;
}

export interface Invitation {
  id: string;
  email: string;
  role: Role;
  invitedBy: string;
  expiresAt: string;
}

export interface Team {
  members: Member[];
  invitations: Invitation[];
}

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  createdBy: string;
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
}

export interface AuditEntry {
  id: string;
  at: string;
  actor: { kind: string; id: string; name: string };
  action: string;
  subject: { kind: string; id: string; name: string };
  before: unknown;
  after: unknown;
  address: string | null;
}

/** A person, as they see themselves. */
export interface Profile {
  id: string;
  name: string;
  email: string;
  emailVerified: boolean;
  /** How dates are written (BCP 47); empty for the browser's way. */
  locale: string;
  /** Empty for that of the device. */
  timeZone: string;
  totp: boolean;
  /** Who has none signs in with Google. */
  hasPassword: boolean;
  google: boolean;
  createdAt: string;
}

/** How somebody likes the page. */
export interface Preferences {
  theme: string;
  density: string;
  startPage: string;
  /** What they want to be told; what is not named they are told. */
  notifications: Record<string, boolean>;
}

/** An organisation, as whoever looks after the installation sees it. */
export interface AdminOrganisation {
  id: string;
  slug: string;
  name: string;
  members: number;
  bookings30d: number;
  calls30d: number;
  /** Bookings that wait for a line. */
  waiting: number;
  createdAt: string;
  suspendedAt: string | null;
  suspendedBecause: string | null;
}

/** The installation in figures. */
export interface AdminOverview {
  version: string;
  database: string;
  organisations: number;
  suspended: number;
  made30d: number;
  people: number;
  administrators: number;
  waiting: number;
  calls: number;
  jobs: { due: number; later: number; running: number; dead: number };
}

interface ByToken {
  parameters: { path: { token: string } };
}

/** The routes of people, in the form that openapi-typescript writes. */
export interface PeoplePaths {
  "/api/auth/register": { post: Send<NewPerson> & Reply<201, Session> };
  "/api/auth/password-strength": { post: Send<{ password: string; email?: string; name?: string }> & Reply<200, PasswordStrength> };
  "/api/auth/sign-in": { post: Send<SignIn> & Reply<200, Session> };
  "/api/auth/providers": { get: Reply<200, { google: boolean }> };
  "/api/auth/google/code": { post: Send<{ code: string }> & Reply<200, Session> };
  "/api/auth/session": { get: Reply<200, Session> };
  "/api/auth/sign-out": { post: Nothing };
  "/api/auth/verify": { post: Send<{ token: string }> & Reply<200, { email: string }> };
  "/api/auth/verify/resend": { post: Nothing };
  "/api/auth/forgot": { post: Send<{ email: string }> & Nothing };
  "/api/auth/reset": { post: Send<{ token: string; password: string }> & Nothing };
  "/api/auth/switch": { post: Send<{ organisationId: string }> & Reply<200, Session> };
  "/api/auth/sessions": { get: Reply<200, { items: OwnSession[] }>; delete: Nothing };
  "/api/auth/sessions/{id}": { delete: ById & Nothing };
  "/api/auth/totp": { post: Reply<200, TotpSecret>; delete: Send<{ password: string; code: string }> & Nothing };
  "/api/auth/totp/confirm": { post: Send<{ code: string }> & Reply<200, { recoveryCodes: string[] }> };
  "/api/auth/invitations/{token}": { get: ByToken & Reply<200, InvitationView> };
  "/api/auth/invitations/{token}/accept": { post: ByToken & Send<{ name?: string; password?: string; code?: string }> & Reply<200, Session> };
  "/api/team": { get: Reply<200, Team> };
  "/api/team/invitations": { post: Send<{ email: string; role: Role }> & Reply<201, Invitation> };
  "/api/team/invitations/{id}": { delete: ById & Nothing };
  "/api/team/invitations/{id}/resend": { post: ById & Nothing };
  "/api/team/members/{id}": { patch: ById & Send<{ role: Role }> & Reply<200, Member>; delete: ById & Nothing };
  "/api/keys": {
    get: Reply<200, { items: ApiKey[] }>;
    post: Send<{ name: string; scopes: string[]; expiresAt?: string }> & Reply<201, ApiKey & { key: string }>;
  };
  "/api/keys/{id}": { delete: ById & Nothing };
  "/api/audit": {
    get: Query<{ subject?: string; actor?: string; action?: string; cursor?: string }> & Reply<200, Paged<AuditEntry>>;
  };
  "/api/admin/overview": { get: Reply<200, AdminOverview> };
  "/api/admin/organisations": { get: Query<{ q?: string; cursor?: string }> & Reply<200, Paged<AdminOrganisation>> };
  "/api/admin/organisations/{id}/suspend": { post: ById & Send<{ reason: string }> & Reply<200, AdminOrganisation> };
  "/api/admin/organisations/{id}/resume": { post: ById & Send<{ reason: string }> & Reply<200, AdminOrganisation> };
  "/api/admin/organisations/{id}/enter": { post: ById & Send<{ reason: string }> & Reply<200, Session> };
  "/api/admin/leave": { post: Reply<200, Session> };
  "/api/user": { delete: Send<{ password: string; code?: string }> & Nothing };
  "/api/user/profile": { get: Reply<200, Profile>; patch: Send<{ name?: string; locale?: string; timeZone?: string }> & Reply<200, Profile> };
  "/api/user/preferences": { get: Reply<200, Preferences>; put: Send<Preferences> & Reply<200, Preferences> };
  "/api/user/password": { post: Send<{ current: string; password: string; code?: string }> & Nothing };
  "/api/user/memberships/{id}": { delete: ById & Nothing };
  "/api/user/activity": { get: Query<{ cursor?: string }> & Reply<200, Paged<AuditEntry>> };
}
