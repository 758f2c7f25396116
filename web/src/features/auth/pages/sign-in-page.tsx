import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { asProblem } from "@/api";
import { Button } from "@/components/ui/button";
import { DraftInput } from "@/components/ui/draft-field";
import { Notice } from "@/components/ui/notice";
import { useDraft } from "@/lib/use-draft";
import { useTitle } from "@/lib/use-title";
import { useSignIn } from "../api/identity";
import { AuthLayout } from "../components/auth-layout";
import { PasswordField } from "../components/password-field";
import { wrongEmail } from "../words";

export function SignInPage({ next }: { next: string }) {
  useTitle("Sign in · Ringwright");
  const navigate = useNavigate();
  const signIn = useSignIn();
  const problem = signIn.error ? asProblem(signIn.error) : null;
  const draft = useDraft({
    prefix: "sign-in",
    initial: { email: "", password: "" },
    check: ({ email, password }) => ({
      ...(wrongEmail(email) ? { email: wrongEmail(email) ?? "" } : {}),
      ...(password === "" ? { password: "Enter your password." } : {}),
    }),
    error: signIn.error,
  });
  const [answered, setAnswered] = useState<unknown>(null);
  if (signIn.error && answered !== signIn.error) {
    setAnswered(signIn.error);
    draft.set("password", "");
  }
  useEffect(() => {
    if (signIn.error) document.getElementById("sign-in-password")?.focus();
  }, [signIn.error]);

  const send = () =>
    draft.submit(({ email, password }) =>
      signIn.mutate({ email: email.trim(), password }, { onSuccess: () => void navigate({ href: next, replace: true }) }),
    );

  return (
    <AuthLayout title="Sign in" lead="To the switchboard of this installation.">
      <form
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!signIn.isPending) send();
        }}
      >
        {problem && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        <DraftInput draft={draft} field="email" label="E-mail" type="email" autoComplete="username" required />
        <PasswordField draft={draft} field="password" />
        <Button type="submit" look="primary" size="lg" pending={signIn.isPending} className="w-full">
          Sign in
        </Button>
      </form>
    </AuthLayout>
  );
}
