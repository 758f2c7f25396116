import { toast } from "sonner";
import { asProblem, type Account, type Secrets } from "@/api";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { DraftInput } from "@/components/ui/draft-field";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import { useDraft } from "@/lib/use-draft";
import { useSecrets } from "../api/lines";
import { vendorName, vendors } from "@/lib/vendors";

interface Values {
  key: string;
  webhookSecret: string;
  publishableKey: string;
  merchant: string;
}

/** Keys go in and never come out again; a field that is left empty keeps what is there. */
export function SecretsSheet({ account, onClose }: { account: Account; onClose: () => void }) {
  const save = useSecrets(account.id);
  const draft = useDraft<Values>({
    prefix: "secret",
    initial: { key: "", webhookSecret: "", publishableKey: "", merchant: "" },
    check: (values) =>
      Object.values(values).every((value: string) => value.trim() === "")
        ? { key: "Enter at least one of them; what is left empty stays as it is." }
        : {},
    error: save.error,
  });
  const vendor = vendors[account.vendor];
  const problem = save.error ? asProblem(save.error) : null;
  const secret = { type: "password", autoComplete: "off", spellCheck: false } as const;

  const send = () =>
    draft.submit((values) => {
      const body: Secrets = {};
      for (const field of ["key", "webhookSecret", "publishableKey", "merchant"] as const) {
        if (values[field].trim()) body[field] = values[field].trim();
      }
      save.mutate(body, {
        onSuccess: () => {
          toast.success(`The secrets of ${account.name} are kept. Check the account to see that they work.`);
          onClose();
        },
      });
    });

  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title="Keys and secrets"
      description={`Of ${account.name} at ${vendorName(account.vendor)}. They are encrypted and never shown again; what you leave empty stays as it is.`}
      footer={
        <>
          <Button onClick={onClose}>Leave them</Button>
          <Button look="primary" type="submit" form="secret-form" pending={save.isPending}>
            Keep the secrets
          </Button>
        </>
      }
    >
      <form
        id="secret-form"
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!save.isPending) send();
        }}
      >
        {problem && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        <DraftInput draft={draft} field="key" label={vendor?.key ?? "Key"} placeholder="unchanged" {...secret} />
        <DraftInput
          draft={draft}
          field="webhookSecret"
          label="Webhook secret"
          help={vendor?.webhookSecret}
          placeholder="unchanged"
          {...secret}
        />
        {vendor?.extra === "publishableKey" && (
          <DraftInput
            draft={draft}
            field="publishableKey"
            label="Publishable key"
            help="For paying by card on our own page. It is no secret."
            placeholder="unchanged"
            autoComplete="off"
            spellCheck={false}
          />
        )}
        {vendor?.extra === "merchant" && (
          <DraftInput draft={draft} field="merchant" label="Merchant id" placeholder="unchanged" autoComplete="off" spellCheck={false} />
        )}
        <div className="rounded-card border border-line bg-sunken p-4 text-sm">
          <p className="font-medium">At the vendor, send webhooks to</p>
          <p className="mt-1 flex items-center gap-1">
            <span className="font-mono text-xs wrap-anywhere">{account.webhookUrl}</span>
            <CopyButton text={account.webhookUrl} label="Copy the webhook address" className="shrink-0" />
          </p>
        </div>
      </form>
    </Sheet>
  );
}
