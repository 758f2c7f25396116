import { Link } from "@tanstack/react-router";
import { asProblem } from "@/api";
import { Button } from "@/components/ui/button";
import { DraftInput } from "@/components/ui/draft-field";
import { Notice } from "@/components/ui/notice";
import { wrongEmail } from "@/lib/mail";
import { useDraft } from "@/lib/use-draft";
import { useTitle } from "@/lib/use-title";
import { useForgot } from "../api/identity";
import { authLink, AuthLayout } from "../components/auth-layout";

export function ForgotPage() {
  useTitle("Forgot your password · Ringwright");
  const forgot = useForgot();
  const draft = useDraft({
    prefix: "forgot",
    initial: { email: "" },
    check: ({ email }) => {
      const wrong = wrongEmail(email);
      return wrong ? { email: wrong } : {};
    },
    error: forgot.error,
  });
  const problem = forgot.error ? asProblem(forgot.error) : null;
  const back = (
    <Link to="/login" className={authLink}>
      Back to signing in
    </Link>
  );
  if (forgot.isSuccess) {
    return (
      <AuthLayout
        title="Look into your mail"
        lead={`If there is an account for ${draft.values.email.trim()}, a link is on its way. It works once, within the hour.`}
        foot={back}
      />
    );
  }
  return (
    <AuthLayout title="Forgot it?" lead="We send you a link with which you choose a new password." foot={back}>
      <form
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!forgot.isPending) draft.submit(({ email }) => forgot.mutate(email.trim()));
        }}
      >
        {problem && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        <DraftInput draft={draft} field="email" label="E-mail" type="email" autoComplete="username" required />
        <Button type="submit" look="primary" size="lg" pending={forgot.isPending} className="w-full">
          Send me the link
        </Button>
      </form>
    </AuthLayout>
  );
}
