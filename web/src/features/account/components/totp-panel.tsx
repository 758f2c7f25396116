import { useState } from "react";
import { toast } from "sonner";
import type { TotpSecret } from "@/api";
import { PasswordField } from "@/components/operator/password-field";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { DraftInput } from "@/components/ui/draft-field";
import { FormDialog } from "@/components/ui/form-dialog";
import { Panel } from "@/components/ui/panel";
import { QrCode } from "@/components/ui/qr-code";
import { sayProblem } from "@/lib/operator";
import { useDraft, type Errors } from "@/lib/use-draft";
import { useBeginTotp, useConfirmTotp, useDropTotp } from "../api/account";
import { useOwnWords } from "../words";

/** The second factor: on with an authenticator, off with the password. */
export function TotpPanel({ on, hasPassword }: { on: boolean; hasPassword: boolean }) {
  const begin = useBeginTotp();
  const [secret, setSecret] = useState<TotpSecret | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [dropping, setDropping] = useState(false);
  return (
    <Panel id="totp-title" title="Second factor" aside={<Badge tone={on ? "live" : "quiet"}>{on ? "On" : "Off"}</Badge>}>
      <p className="max-w-xl text-sm leading-6 text-soft">
        {on
          ? "Signing in asks for a code of your authenticator besides your password."
          : "With an authenticator on your phone, nobody comes in with your password alone."}
      </p>
      <div className="mt-4">
        {on ? (
          <Button look="harm-quiet" size="sm" onClick={() => setDropping(true)}>
            Switch it off
          </Button>
        ) : (
          <Button size="sm" pending={begin.isPending} onClick={() => begin.mutate(undefined, { onSuccess: setSecret, onError: sayProblem })}>
            Set it up
          </Button>
        )}
      </div>
      {secret && (
        <SetUp
          secret={secret}
          hasPassword={hasPassword}
          onClose={() => setSecret(null)}
          onDone={(made) => {
            setSecret(null);
            setCodes(made);
          }}
        />
      )}
      {codes && <RecoveryCodes codes={codes} onClose={() => setCodes(null)} />}
      {dropping && <SwitchOff onClose={() => setDropping(false)} />}
    </Panel>
  );
}

interface Values {
  password: string;
  code: string;
}

const needsCode = ({ code }: Values): Errors<Values> => (code.trim() === "" ? { code: "Enter the code." } : {});

function check(values: Values): Errors<Values> {
  return { ...needsCode(values), ...(values.password === "" ? { password: "Enter your password." } : {}) };
}

interface SetUpProps {
  secret: TotpSecret;
  hasPassword: boolean;
  onClose: () => void;
  onDone: (codes: string[]) => void;
}

function SetUp({ secret, hasPassword, onClose, onDone }: SetUpProps) {
  const confirm = useConfirmTotp();
  const error = useOwnWords(confirm.error, "password");
  const draft = useDraft<Values>({ prefix: "totp", initial: { password: "", code: "" }, check: hasPassword ? check : needsCode, error });
  return (
    <FormDialog
      title="Set up the second factor"
      description="Read the code with your authenticator, then enter the six digits that it shows."
      focus="totp-code"
      error={error}
      pending={confirm.isPending}
      keep="Not now"
      send="Switch it on"
      onClose={onClose}
      onSend={() => draft.submit(({ password, code }) => confirm.mutate({ password, code: code.replaceAll(/\s/g, "") }, { onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes) }))}
    >
      <div className="flex flex-col items-center gap-3">
        <QrCode text={secret.otpauthUrl} label="Code for your authenticator" />
        <details className="w-full text-sm">
          <summary className="mx-auto w-fit rounded text-soft underline underline-offset-4">Or type it by hand</summary>
          <p className="mt-2 flex items-center justify-center gap-1">
            <code className="font-mono text-[0.8125rem] wrap-anywhere select-all">{secret.secret}</code>
            <CopyButton text={secret.secret} label="Copy the secret" />
          </p>
        </details>
      </div>
      <DraftInput draft={draft} field="code" label="Code" inputMode="numeric" autoComplete="one-time-code" maxLength={8} />
      {hasPassword && <PasswordField draft={draft} field="password" />}
    </FormDialog>
  );
}

function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const text = codes.join("\n");
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Keep these codes"
      description="Each lets you in once when your phone is not at hand. They are shown only now."
      focus="totp-kept"
    >
      <ul aria-label="Recovery codes" className="grid grid-cols-2 gap-2 rounded-card border border-line bg-sunken p-4 font-mono text-sm">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="mt-5 flex items-center justify-between gap-3">
        <span className="flex items-center gap-1 text-[0.8125rem] text-soft">
          <CopyButton text={text} label="Copy the codes" /> Copy all
        </span>
        <Button id="totp-kept" look="primary" onClick={onClose}>
          I have kept them
        </Button>
      </div>
    </Dialog>
  );
}

function SwitchOff({ onClose }: { onClose: () => void }) {
  const drop = useDropTotp();
  const error = useOwnWords(drop.error, "password");
  const draft = useDraft<Values>({ prefix: "totp-off", initial: { password: "", code: "" }, check, error });
  const send = (values: Values) =>
    drop.mutate(values, {
      onSuccess: () => {
        toast.success("The second factor is off.");
        onClose();
      },
    });
  return (
    <FormDialog
      title="Switch the second factor off?"
      description="Your password alone then lets you in."
      focus="totp-off-password"
      error={error}
      pending={drop.isPending}
      keep="Keep it on"
      send="Switch it off"
      look="harm"
      onClose={onClose}
      onSend={() => draft.submit(send)}
    >
      <PasswordField draft={draft} field="password" />
      <DraftInput draft={draft} field="code" label="Code" help="Of your authenticator, or a recovery code." autoComplete="one-time-code" maxLength={24} />
    </FormDialog>
  );
}
