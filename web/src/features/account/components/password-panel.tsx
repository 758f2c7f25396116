import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { toast } from "sonner";
import type { Profile } from "@/api";
import { PasswordField } from "@/components/operator/password-field";
import { Button } from "@/components/ui/button";
import { DraftInput } from "@/components/ui/draft-field";
import { FormDialog } from "@/components/ui/form-dialog";
import { Panel } from "@/components/ui/panel";
import { wrongPassword } from "@/lib/password";
import { useDraft, type Errors } from "@/lib/use-draft";
import { useChangePassword } from "../api/account";
import { useOwnWords } from "../words";

/** The password, and choosing another. */
export function PasswordPanel({ profile }: { profile: Profile }) {
  const [open, setOpen] = useState(false);
  return (
    <Panel id="password-title" title="Password">
      {profile.hasPassword ? (
        <>
          <p className="max-w-xl text-sm leading-6 text-soft">Choosing another signs you out everywhere but here.</p>
          <Button size="sm" className="mt-4" onClick={() => setOpen(true)}>
            Choose another
          </Button>
        </>
      ) : (
        <p className="max-w-xl text-sm leading-6 text-soft">
          You sign in with Google and have none.{" "}
          <Link to="/forgot" className="font-medium text-accent-text underline underline-offset-4">
            Choose one by mail
          </Link>
        </p>
      )}
      {open && <ChangePassword profile={profile} onClose={() => setOpen(false)} />}
    </Panel>
  );
}

interface Values {
  current: string;
  password: string;
  code: string;
}

function ChangePassword({ profile, onClose }: { profile: Profile; onClose: () => void }) {
  const change = useChangePassword();
  const error = useOwnWords(change.error, "current");
  const draft = useDraft<Values>({
    prefix: "password",
    initial: { current: "", password: "", code: "" },
    check: ({ current, password, code }) => {
      const errors: Errors<Values> = {};
      const wrong = wrongPassword(password);
      if (current === "") errors.current = "Enter the password that you have.";
      if (wrong) errors.password = wrong;
      if (profile.totp && code.trim() === "") errors.code = "Enter the code.";
      return errors;
    },
    error,
  });
  const send = ({ current, password, code }: Values) =>
    change.mutate(
      { current, password, ...(profile.totp ? { code: code.replaceAll(/\s/g, "") } : {}) },
      {
        onSuccess: () => {
          toast.success("Your new password holds.");
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title="Choose another password"
      description="Wherever else you are signed in, you will be signed out."
      focus="password-current"
      error={error}
      pending={change.isPending}
      keep="Keep the old one"
      send="Change it"
      onClose={onClose}
      onSend={() => draft.submit(send)}
    >
      <PasswordField draft={draft} field="current" label="The one you have" />
      <PasswordField draft={draft} field="password" label="The new one" chosen={{ email: profile.email, name: profile.name }} />
      {profile.totp && <DraftInput draft={draft} field="code" label="Code" help="Of your authenticator, or a recovery code." autoComplete="one-time-code" maxLength={24} />}
    </FormDialog>
  );
}
