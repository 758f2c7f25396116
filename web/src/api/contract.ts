import type * as Agents from "./agents";
import type * as Business from "./business";
import type * as Calls from "./calls";
import type * as Dashboard from "./dashboard";
import type { components, paths as Written } from "./schema.gen";
import type * as Desk from "./operator";
import type * as People from "./people";
import type * as Ours from "./types";

/**
 * The shapes in `types.ts` and `operator.ts` held against the OpenAPI document: the same fields, nothing wider, and null wherever the
 * server may send null. A difference is an error of compilation here, and its text names the field.
 */
type Theirs = components["schemas"];

/** The server writes every field; one that may be absent in the document is null on the wire. */
type Whole<T> = T extends readonly (infer Item)[]
  ? Whole<Item>[]
  : T extends object
    ? { [Field in keyof T]-?: Whole<Exclude<T[Field], undefined>> }
    : T;

type Wrong<Our, Their> = {
  [Field in keyof Our | keyof Their]-?: Field extends keyof Our & keyof Their
    ? [Our[Field]] extends [Their[Field]]
      ? null extends Their[Field]
        ? null extends Our[Field]
          ? never
          : Field
        : never
      : Field
    : Field;
}[keyof Our | keyof Their];

type Agree<Our, Their> = Wrong<Our, Whole<Their>>;
type Never<T extends never> = T;

export type Contract = [
  Never<Agree<Ours.Plan, Theirs["PublicPlan"]>>,
  Never<Agree<Ours.Storefront, Theirs["Storefront"]>>,
  Never<Agree<Ours.Availability, Theirs["Availability"]>>,
  Never<Agree<Ours.NewBooking, Theirs["BookingForm"]>>,
  Never<Agree<Ours.BookingCreated, Theirs["Booked"]>>,
  Never<Agree<Ours.Booking, Theirs["Booking"]>>,
  Never<Agree<NonNullable<Ours.Booking["queue"]>, Theirs["QueuePlace"]>>,
  Never<Agree<Ours.Payment, Theirs["PaymentView"]>>,
  Never<Agree<Ours.Attempt, Theirs["Attempt"]>>,
  Never<Agree<Ours.TimelineEntry, Theirs["TimelineItem"]>>,
  Never<Agree<Ours.Session, Theirs["SessionView"]>>,
  Never<Agree<Ours.Overview, Theirs["Overview"]>>,
  Never<Agree<Ours.Account, Theirs["AccountView"]>>,
  Never<Agree<Ours.Account["health"], Theirs["Health"]>>,
  Never<Agree<Ours.Agent, Theirs["AgentView"]>>,
  Never<Agree<Ours.LiveCall, Theirs["LiveCall"]>>,
  Never<Agree<Ours.QueueEntry, Theirs["Waiting"]>>,
  Never<Agree<Ours.Today, Theirs["TodayView"]>>,
  Never<Agree<Ours.BookingRow, Theirs["ListItem"]>>,
  Never<Agree<Ours.BookingPage, Theirs["BookingList"]>>,
  Never<Agree<Ours.BookingDetail, Theirs["BookingDetail"]>>,
  Never<Agree<Ours.DomainEvent, Theirs["Event"]>>,
  Never<Agree<Required<Ours.Problem>, Theirs["Problem"]>>,
  Never<Agree<Ours.FieldProblem, Theirs["ProblemField"]>>,
  Never<Agree<Desk.ConsoleAgent, Theirs["AgentList"]["items"][number]>>,
  Never<Agree<Desk.ConsolePlan, Theirs["PlanList"]["items"][number]>>,
  Never<Agree<Desk.StorefrontSettings, Theirs["Page"]>>,
  Never<Agree<Desk.Job, Theirs["JobList"]["items"][number]>>,
  Never<Agree<Desk.JobCounts, Theirs["JobList"]["counts"]>>,
  Never<Agree<Desk.Webhook, Theirs["WebhookList"]["items"][number]>>,
  Never<Agree<Desk.Webhook & { body: string }, Theirs["WholeWebhook"]>>,
  Never<Agree<Desk.Targets, Theirs["Targets"]>>,
  Never<Agree<Desk.Target, Theirs["Targets"]["targets"][number]>>,
  Never<Agree<Desk.Funnel, Theirs["Funnel"]>>,
  Never<Agree<Desk.Failures, Theirs["Failures"]>>,
  Never<Agree<Ours.OpenDispute, Theirs["DisputeList"]["items"][number]>>,
  Never<Agree<Desk.Reconciliation, Theirs["ReconciliationView"]>>,
  Never<Agree<Desk.Difference, Theirs["DifferenceView"]>>,
  Never<Agree<People.OwnSession, Theirs["SessionItem"]>>,
  Never<Agree<People.NewPerson, Theirs["RegisterForm"]>>,
  Never<Agree<People.PasswordStrength, Theirs["PasswordStrength"]>>,
  Never<Agree<People.TotpSecret, Theirs["Enrolment"]>>,
  Never<Agree<People.InvitationView, Theirs["Invitation"]>>,
  Never<Agree<People.Member, Theirs["TeamMember"]>>,
  Never<Agree<People.Invitation, Theirs["TeamInvitation"]>>,
  Never<Agree<People.ApiKey, Theirs["KeyItem"]>>,
  Never<Agree<People.AuditEntry, Theirs["AuditItem"]>>,
  Never<Agree<People.AdminOrganisation, Theirs["AdminOrganisation"]>>,
  Never<Agree<People.AdminOverview, Theirs["AdminOverview"]>>,
  Never<Agree<People.Profile, Theirs["Profile"]>>,
  Never<Agree<People.Preferences, Theirs["PreferencesBody"]>>,
  Never<Agree<Business.Business, Theirs["OrganizationView"]>>,
  Never<Agree<Business.BusinessConfig, Theirs["Config"]>>,
  Never<Agree<Business.VoiceConfig, Theirs["VoiceConfig"]>>,
  Never<Agree<Business.Schedule, Theirs["Schedule"]>>,
  Never<Agree<Business.OpenNow, Theirs["OpenView"]>>,
  Never<Agree<Business.Integration, Theirs["Integration"]>>,
  Never<Agree<Business.Service, Theirs["Service"]>>,
  Never<Agree<Business.Staff, Theirs["Staff"]>>,
  Never<Agree<Business.OnboardingProgress, Theirs["Progress"]>>,
  Never<Agree<Business.SetupStatus, Theirs["SetupStatus"]>>,
  Never<Agree<Business.Applied, Theirs["AppliedView"]>>,
  Never<Agree<Agents.Script, Theirs["Script"]>>,
  Never<Agree<Agents.AgentRow, Theirs["ScriptedAgentItem"]>>,
  Never<Agree<Agents.AgentDetail, Theirs["ScriptedAgent"]>>,
  Never<Agree<Agents.Tool, Theirs["Tool"]>>,
  Never<Agree<Agents.ToolParameter, Theirs["ToolParameter"]>>,
  Never<Agree<Agents.ToolTried, Theirs["Tried"]>>,
  Never<Agree<Agents.ToolSecret, Theirs["NewToolSecret"]>>,
  Never<Agree<Agents.ScriptChange, Theirs["ScriptChange"]>>,
  Never<Agree<Calls.Call, Theirs["CallItem"]>>,
  Never<Agree<Calls.CallDetail, Theirs["CallView"]>>,
  Never<Agree<Calls.CallTool, Theirs["CallTool"]>>,
  Never<Agree<Calls.CallTurn, Theirs["CallTurn"]>>,
  Never<Agree<Calls.CallUsage, Theirs["CallUsage"]>>,
  Never<Agree<Calls.Recording, Theirs["RecordingItem"]>>,
  Never<Agree<Calls.CallReport, Theirs["CallReportView"]>>,
  Never<Agree<Calls.Report, Theirs["ReportView"]>>,
  Never<Agree<Calls.Costs, Theirs["CostsView"]>>,
  Never<Agree<Calls.Spread, Theirs["SpreadView"]>>,
  Never<Agree<Dashboard.MetricCard, Theirs["Card"]>>,
  Never<Agree<Dashboard.Analytics, Theirs["Analytics"]>>,
  Never<Exclude<keyof Ours.paths | keyof Desk.OperatorPaths | keyof People.PeoplePaths | keyof Business.BusinessPaths | keyof Agents.AgentPaths | keyof Calls.CallPaths | keyof Dashboard.DashboardPaths, keyof Written>>,
];
