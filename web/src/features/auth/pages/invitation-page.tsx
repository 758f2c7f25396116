import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { asProblem, type InvitationView } from "@/api";
import { PasswordField } from "@/components/operator/password-field";
import { Button } from "@/components/ui/button";
import { DraftInput } from "@/components/ui/draft-field";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { roleWords } from "@/lib/roles";
import { sessionQuery } from "@/lib/session";
import { wrongPassword } from "@/lib/password";
import { useDraft, type Errors } from "@/lib/use-draft";
import { useTitle } from "@/lib/use-title";
import { invitationQuery, useAccept } from "../api/identity";
import { authLink, AuthLayout } from "../components/auth-layout";

export function InvitationPage({ token }: { token: string }) {
  useTitle("Invitation · Ringwright");
  const { data, error } = useQuery(invitationQuery(token));
  if (token === "") return <AuthLayout title="The link is not whole" lead="Open it from the mail once more, all of it." />;
  if (error) {
    const problem = asProblem(error);
    return (
      <AuthLayout title="This invitation does not hold">
        <Notice tone="harm" title={problem.detail}>
          {problem.remedy}
        </Notice>
      </AuthLayout>
    );
  }
  if (!data) {
    return (
      <AuthLayout title="A moment">
        <div role="status" aria-label="Looking at your invitation">
          <Skeleton className="h-40" />
        </div>
      </AuthLayout>
    );
  }
  return data.hasAccount ? <Join token={token} invitation={data} /> : <Begin token={token} invitation={data} />;
}

interface Props {
  token: string;
  invitation: InvitationView;
}

const lead = ({ invitedBy, organisation, role }: InvitationView) =>
  `${invitedBy} asks you to join ${organisation} as ${roleWords[role].label.toLowerCase()}. ${roleWords[role].text}`;

/** For somebody who has an account: they sign in to it, or are signed in already. */
function Join({ token, invitation }: Props) {
  const navigate = useNavigate();
  const accept = useAccept(token);
  const { data: session } = useQuery(sessionQuery);
  const problem = accept.error ? asProblem(accept.error) : null;
  const draft = useDraft({
    prefix: "invitation",
    initial: { password: "", code: "" },
    check: ({ password }) => (password === "" ? { password: "Enter your password." } : {}),
    error: accept.error,
  });
  const second = problem?.code === "second_factor_needed" || problem?.code === "wrong_code";
  const own = session?.user.email === invitation.email;
  const join = (body: { password?: string; code?: string }) =>
    accept.mutate(body, { onSuccess: () => void navigate({ href: "/console", replace: true }) });
  return (
    <AuthLayout title={`Join ${invitation.organisation}`} lead={lead(invitation)}>
      <form
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (accept.isPending) return;
          if (own) join({});
          else draft.submit(({ password, code }) => join({ password, ...(code.trim() ? { code: code.replaceAll(/\s/g, "") } : {}) }));
        }}
      >
        {problem && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        {!own && (
          <>
            <p className="text-sm text-soft">
              There is an account for <strong className="font-semibold text-text">{invitation.email}</strong>. Its password lets you in.
            </p>
            <PasswordField draft={draft} field="password" />
            {second && <DraftInput draft={draft} field="code" label="Code" autoComplete="one-time-code" spellCheck={false} maxLength={24} />}
          </>
        )}
        <Button type="submit" look="primary" size="lg" pending={accept.isPending} className="w-full">
          Join
        </Button>
        {!own && (
          <p className="text-sm text-soft">
            <Link to="/forgot" className={authLink}>
              Forgot your password?
            </Link>
          </p>
        )}
      </form>
    </AuthLayout>
  );
}

interface Values {
  name: string;
  password: string;
}

function check({ name, password }: Values): Errors<Values> {
  const errors: Errors<Values> = {};
  if (name.trim() === "") errors.name = "Enter your name.";
  const wrong = wrongPassword(password);
  if (wrong) errors.password = wrong;
  return errors;
}

/** For somebody who is new: an account with this address. */
function Begin({ token, invitation }: Props) {
  const navigate = useNavigate();
  const accept = useAccept(token);
  const problem = accept.error ? asProblem(accept.error) : null;
  const draft = useDraft<Values>({ prefix: "invitation", initial: { name: "", password: "" }, check, error: accept.error });
  return (
    <AuthLayout title={`Join ${invitation.organisation}`} lead={lead(invitation)}>
      <form
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (accept.isPending) return;
          draft.submit(({ name, password }) =>
            accept.mutate({ name: name.trim(), password }, { onSuccess: () => void navigate({ href: "/console", replace: true }) }),
          );
        }}
      >
        {problem?.errors.length === 0 && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        <p className="text-sm text-soft">
          Your account is for <strong className="font-semibold text-text">{invitation.email}</strong>.
        </p>
        <DraftInput draft={draft} field="name" label="Your name" autoComplete="name" maxLength={80} required />
        <PasswordField draft={draft} field="password" label="Choose a password" chosen={{ email: invitation.email, name: draft.values.name }} />
        <Button type="submit" look="primary" size="lg" pending={accept.isPending} className="w-full">
          Join
        </Button>
      </form>
    </AuthLayout>
  );
}
