import { Link } from "@tanstack/react-router";
import { asProblem } from "@/api";
import { PasswordField } from "@/components/operator/password-field";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { wrongPassword } from "@/lib/password";
import { useDraft } from "@/lib/use-draft";
import { useTitle } from "@/lib/use-title";
import { useReset } from "../api/identity";
import { authLink, AuthLayout } from "../components/auth-layout";

export function ResetPage({ token }: { token: string }) {
  useTitle("A new password · Ringwright");
  const reset = useReset();
  const draft = useDraft({
    prefix: "reset",
    initial: { password: "" },
    check: ({ password }) => {
      const wrong = wrongPassword(password);
      return wrong ? { password: wrong } : {};
    },
    error: reset.error,
  });
  const problem = reset.error ? asProblem(reset.error) : null;
  const again = (
    <Link to="/forgot" className={authLink}>
      Ask for another link
    </Link>
  );
  if (token === "") return <AuthLayout title="The link is not whole" lead="Open it from the mail once more, all of it." foot={again} />;
  if (reset.isSuccess) {
    return (
      <AuthLayout title="That is done" lead="Your new password holds. Wherever you were signed in, you are signed out.">
        <Button asChild look="primary" size="lg">
          <a href="/login">Sign in</a>
        </Button>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title="A new password" lead="Choose one that you use nowhere else." foot={again}>
      <form
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!reset.isPending) draft.submit(({ password }) => reset.mutate({ token, password }));
        }}
      >
        {problem?.errors.length === 0 && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        <PasswordField draft={draft} field="password" label="New password" chosen={{ email: "", name: "" }} />
        <Button type="submit" look="primary" size="lg" pending={reset.isPending} className="w-full">
          Keep this password
        </Button>
      </form>
    </AuthLayout>
  );
}
