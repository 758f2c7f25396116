import { Link, useNavigate } from "@tanstack/react-router";
import { asProblem } from "@/api";
import { PasswordField } from "@/components/operator/password-field";
import { Button } from "@/components/ui/button";
import { Tick } from "@/components/ui/choice";
import { DraftInput } from "@/components/ui/draft-field";
import { FieldNote } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { viewerZone } from "@/lib/format";
import { wrongEmail } from "@/lib/mail";
import { wrongPassword } from "@/lib/password";
import { useDraft, type Errors } from "@/lib/use-draft";
import { useTitle } from "@/lib/use-title";
import { useRegister } from "../api/identity";
import { authLink, AuthLayout } from "../components/auth-layout";

interface Values {
  organisation: string;
  name: string;
  email: string;
  password: string;
  acceptTerms: boolean;
}

function check(values: Values): Errors<Values> {
  const errors: Errors<Values> = {};
  if (values.organisation.trim() === "") errors.organisation = "Enter the name of your business.";
  if (values.name.trim() === "") errors.name = "Enter your name.";
  const email = wrongEmail(values.email);
  if (email) errors.email = email;
  const password = wrongPassword(values.password);
  if (password) errors.password = password;
  if (!values.acceptTerms) errors.acceptTerms = "Please agree to go on.";
  return errors;
}

export function RegisterPage() {
  useTitle("Register · Ringwright");
  const navigate = useNavigate();
  const register = useRegister();
  const draft = useDraft<Values>({
    prefix: "register",
    initial: { organisation: "", name: "", email: "", password: "", acceptTerms: false },
    check,
    error: register.error,
  });
  const { values } = draft;
  const problem = register.error ? asProblem(register.error) : null;
  const terms = draft.errorAt("acceptTerms");
  const send = () =>
    draft.submit(({ organisation, name, email, password }) =>
      register.mutate(
        { organisation: organisation.trim(), name: name.trim(), email: email.trim(), password, timeZone: viewerZone(), acceptTerms: true },
        { onSuccess: () => void navigate({ href: "/console/onboarding", replace: true }) },
      ),
    );
  return (
    <AuthLayout
      title="Register"
      lead="An organisation of your own, with you as its owner. Nothing rings and nothing is charged until you say so."
      foot={
        <p>
          You have an account?{" "}
          <Link to="/login" className={authLink}>
            Sign in
          </Link>
        </p>
      }
    >
      <form
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!register.isPending) send();
        }}
      >
        {problem?.errors.length === 0 && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        <DraftInput draft={draft} field="organisation" label="Your business" autoComplete="organization" maxLength={80} required />
        <DraftInput draft={draft} field="name" label="Your name" autoComplete="name" maxLength={80} required />
        <DraftInput draft={draft} field="email" label="E-mail" type="email" autoComplete="username" maxLength={254} required />
        <PasswordField draft={draft} field="password" chosen={{ email: values.email, name: values.name }} />
        <div>
          <Tick
            id="register-acceptTerms"
            checked={values.acceptTerms}
            aria-invalid={terms ? true : undefined}
            aria-describedby={terms ? "register-acceptTerms-error" : undefined}
            onChange={(event) => draft.set("acceptTerms", event.target.checked)}
          >
            I agree to the terms of whoever runs this installation, and will only have people called who agreed to it.
          </Tick>
          <FieldNote id="register-acceptTerms" error={terms} />
        </div>
        <Button type="submit" look="primary" size="lg" pending={register.isPending} className="w-full">
          Register
        </Button>
      </form>
    </AuthLayout>
  );
}
