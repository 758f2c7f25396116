import { words } from "./format";

/** What a thing is called, without its name and with it. */
const nouns: Record<string, [string, string]> = {
  account: ["an account", "the account"],
  agent: ["an agent", "the agent"],
  booking: ["a booking", "the booking of"],
  endpoint: ["an endpoint", "the endpoint"],
  job: ["a job", "the job"],
  key: ["an API key", "the API key"],
  organisation: ["the organisation", "the organisation"],
  payment: ["a payment", "the payment of"],
  plan: ["a plan", "the plan"],
  service: ["a service", "the service"],
  staff: ["somebody of the staff", "the details of"],
  storefront: ["the storefront", "the storefront of"],
  user: ["their own account", "the account of"],
  webhook: ["a webhook", "the webhook"],
};

/** Whole sentences for what is no "changed something"; `{}` is whom or what it was about. */
const sentences: Record<string, string> = {
  "account.breaker_closed": "put {} back into service",
  "account.secrets_changed": "changed the secrets of {}",
  "endpoint.secret_changed": "changed the secret of {}",
  "tools.secret_changed": "changed the secret that signs what tools are asked",
  "agent.tool_tried": "tried a tool of {}",
  "invitation.sent": "invited {}",
  "invitation.sent_again": "invited {} once more",
  "invitation.withdrawn": "withdrew the invitation of {}",
  "agent.draft_changed": "changed the draft of {}",
  "member.deleted_account": "deleted their account",
  "member.joined": "joined",
  "member.left": "left",
  "member.removed": "removed {}",
  "member.role_changed": "changed the role of {}",
  "organisation.entered": "looked into {}",
  "organisation.left": "ended the visit of {}",
  "organisation.resumed": "let {} work again",
  "organisation.template_applied": "set up {} from a template",
  "recording.deleted": "deleted the recording of {}",
  "session.token_reused": "ended a session of {}, since its key came a second time",
  "user.made_administrator": "let {} look after the installation",
  "user.password_changed": "changed their password",
  "user.password_reset": "chose another password by mail",
  "user.profile_changed": "changed their profile",
  "user.second_factor_off": "switched their second factor off",
  "user.second_factor_on": "switched their second factor on",
  "user.unmade_administrator": "let {} look after the installation no longer",
};

/** "plan.changed" as "changed a plan", or with the plan's name. */
export function actionWords(action: string, subject: string): string {
  const sentence = sentences[action];
  if (sentence) return sentence.replace("{}", subject || "somebody");
  const [noun = "", verb = ""] = action.split(".");
  const done = words(verb || noun).toLowerCase();
  if (!verb) return subject ? `${done} ${subject}` : done;
  const [some, named] = nouns[noun] ?? [words(noun).toLowerCase(), words(noun).toLowerCase()];
  return subject ? `${done} ${named} ${subject}` : `${done} ${some}`;
}

export interface Change {
  field: string;
  before: string | null;
  after: string | null;
}

const shown = (value: unknown): string | null => {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
};

/** What a change changed, field by field. */
export function changes(before: unknown, after: unknown): Change[] {
  const fields = (value: unknown) => (typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {});
  const [old, now] = [fields(before), fields(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .map((field) => ({ field, before: shown(old[field]), after: shown(now[field]) }))
    .filter((change) => change.before !== change.after);
}
