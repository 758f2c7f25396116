import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { asProblem } from "@/api";
import { PasswordField } from "@/components/operator/password-field";
import { Button } from "@/components/ui/button";
import { DraftInput } from "@/components/ui/draft-field";
import { Notice } from "@/components/ui/notice";
import { wrongEmail } from "@/lib/mail";
import { preferencesQuery } from "@/lib/preferences";
import { safeNext } from "@/lib/session";
import { useDraft } from "@/lib/use-draft";
import { useTitle } from "@/lib/use-title";
import { useGoogleCode, useSignIn } from "../api/identity";
import { authLink, AuthLayout } from "../components/auth-layout";
import { GoogleButton } from "../components/google-button";
import { refusalWords } from "../words";

interface Props {
  /** Where somebody wanted to go; null is wherever they like to begin. */
  next: string | null;
  /** Why they come back from another service without being signed in. */
  problem: string | null;
  by: string | null;
}

export function SignInPage({ next, problem: refusal, by }: Props) {
  useTitle("Sign in · Ringwright");
  const navigate = useNavigate();
  const queries = useQueryClient();
  const withPassword = useSignIn();
  const withGoogle = useGoogleCode();
  // Google vouched for them; only the code of their authenticator is missing.
  const [google, setGoogle] = useState(by === "google" && refusal === "second_factor_needed");
  const signIn = google ? withGoogle : withPassword;
  const [second, setSecond] = useState(google);
  const problem = signIn.error ? asProblem(signIn.error) : null;
  // A code is only asked for once the password was right.
  const askedForCode = problem?.code === "second_factor_needed";
  if (askedForCode && !second) setSecond(true);
  const draft = useDraft({
    prefix: "sign-in",
    initial: { email: "", password: "", code: "" },
    check: ({ email, password, code }) => ({
      ...(!google && wrongEmail(email) ? { email: wrongEmail(email) ?? "" } : {}),
      ...(!google && password === "" ? { password: "Enter your password." } : {}),
      ...(second && code.trim() === "" ? { code: "Enter the code." } : {}),
    }),
    error: signIn.error,
  });

  const { set } = draft;
  const [answered, setAnswered] = useState<unknown>(null);
  if (signIn.error && answered !== signIn.error) {
    setAnswered(signIn.error);
    set(second || askedForCode ? "code" : "password", "");
  }
  useEffect(() => {
    if (!signIn.error) return;
    document.getElementById(second ? "sign-in-code" : "sign-in-password")?.focus();
  }, [signIn.error, second]);

  const enter = async () => {
    const begin = async () => safeNext(await queries.query(preferencesQuery).then((kept) => kept.startPage, () => null));
    await navigate({ href: next ?? (await begin()), replace: true });
  };
  const send = () =>
    draft.submit(({ email, password, code }) => {
      const done = { onSuccess: () => void enter() };
      const bare = code.replaceAll(/\s/g, "");
      if (google) withGoogle.mutate(bare, done);
      else withPassword.mutate({ email: email.trim(), password, ...(second ? { code: bare } : {}) }, done);
    });

  return (
    <AuthLayout
      title={second ? "One more step" : "Sign in"}
      lead={second ? "Enter the six digits that your authenticator shows, or a recovery code." : "To the switchboard of this installation."}
      foot={
        second ? (
          <button
            type="button"
            className={authLink}
            onClick={() => {
              setSecond(false);
              setGoogle(false);
              signIn.reset();
              if (refusal !== null) void navigate({ to: "/sign-in", search: next === null ? {} : { next }, replace: true });
            }}
          >
            Sign in as somebody else
          </button>
        ) : (
          <p>
            New here?{" "}
            <Link to="/register" className={authLink}>
              Register your organisation
            </Link>
          </p>
        )
      }
    >
      <form
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!signIn.isPending) send();
        }}
      >
        {refusal !== null && !second && !problem && (
          <Notice tone="harm" title={refusalWords(refusal).title}>
            {refusalWords(refusal).remedy}
          </Notice>
        )}
        {problem && !askedForCode && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        {second ? (
          <DraftInput draft={draft} field="code" label="Code" autoComplete="one-time-code" inputMode="text" spellCheck={false} maxLength={24} className="figures" />
        ) : (
          <>
            <DraftInput draft={draft} field="email" label="E-mail" type="email" autoComplete="username" required />
            <PasswordField draft={draft} field="password" />
            <p className="-mt-2 text-right text-[0.8125rem]">
              <Link to="/forgot" className="text-soft underline-offset-4 hover:underline">
                Forgot it?
              </Link>
            </p>
          </>
        )}
        <Button type="submit" look="primary" size="lg" pending={signIn.isPending} className="w-full">
          {second ? "Continue" : "Sign in"}
        </Button>
      </form>
      {!second && <GoogleButton next={next} />}
    </AuthLayout>
  );
}
