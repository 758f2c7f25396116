import { useState } from "react";
import type { Profile } from "@/api";
import { PasswordField } from "@/components/operator/password-field";
import { Button } from "@/components/ui/button";
import { DraftInput } from "@/components/ui/draft-field";
import { FormDialog } from "@/components/ui/form-dialog";
import { Panel } from "@/components/ui/panel";
import { useDraft, type Errors } from "@/lib/use-draft";
import { useDeleteAccount } from "../api/account";
import { useOwnWords } from "../words";

/** Deleting one's own account, for good. */
export function FarewellPanel({ profile }: { profile: Profile }) {
  const [open, setOpen] = useState(false);
  return (
    <Panel id="farewell-title" title="Delete your account">
      <p className="max-w-xl text-sm leading-6 text-soft">
        You leave every organisation and are signed out everywhere. In the trails of what you changed your name stays, and from which network it was done. An organisation that you alone own has to get another owner first.
      </p>
      {profile.hasPassword ? (
        <Button look="harm-quiet" size="sm" className="mt-4 -ml-3" onClick={() => setOpen(true)}>
          Delete my account…
        </Button>
      ) : (
        <p className="mt-3 text-sm text-soft">Choose a password first, which proves that it is you.</p>
      )}
      {open && <Farewell profile={profile} onClose={() => setOpen(false)} />}
    </Panel>
  );
}

interface Values {
  typed: string;
  password: string;
  code: string;
}

function Farewell({ profile, onClose }: { profile: Profile; onClose: () => void }) {
  const remove = useDeleteAccount();
  const error = useOwnWords(remove.error, "password");
  const draft = useDraft<Values>({
    prefix: "farewell",
    initial: { typed: "", password: "", code: "" },
    check: ({ typed, password, code }) => {
      const errors: Errors<Values> = {};
      if (typed.trim().toLowerCase() !== profile.email.toLowerCase()) errors.typed = `Type ${profile.email}, so that it does not happen by mistake.`;
      if (password === "") errors.password = "Enter your password.";
      if (profile.totp && code.trim() === "") errors.code = "Enter the code.";
      return errors;
    },
    error,
  });
  const send = ({ password, code }: Values) =>
    remove.mutate(
      { password, ...(profile.totp ? { code: code.replaceAll(/\s/g, "") } : {}) },
      // Nothing on the screen is theirs any more.
      { onSuccess: () => window.location.assign("/") },
    );
  return (
    <FormDialog
      title="Delete your account?"
      description="This cannot be undone."
      focus="farewell-typed"
      error={error}
      pending={remove.isPending}
      keep="Keep it"
      send="Delete my account"
      look="harm"
      onClose={onClose}
      onSend={() => draft.submit(send)}
    >
      <DraftInput draft={draft} field="typed" label="Your mail address" help={`Type ${profile.email}`} autoComplete="off" spellCheck={false} />
      <PasswordField draft={draft} field="password" />
      {profile.totp && <DraftInput draft={draft} field="code" label="Code" help="Of your authenticator, or a recovery code." autoComplete="one-time-code" maxLength={24} />}
    </FormDialog>
  );
}
