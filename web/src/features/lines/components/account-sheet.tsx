import { toast } from "sonner";
import { asProblem, type NewAccount, type Account } from "@/api";
import { Button } from "@/components/ui/button";
import { DraftInput, DraftSelect } from "@/components/ui/draft-field";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import { useDraft, wholeNumber, type Errors } from "@/lib/use-draft";
import { useAddAccount, useChangeAccount } from "../api/lines";
import { vendorName, vendors } from "@/lib/vendors";

interface Values {
  vendor: string;
  mode: string;
  name: string;
  lines: string;
  priority: string;
  key: string;
  webhookSecret: string;
}

const MOST_LINES = 1_000;

function check(values: Values, isNew: boolean): Errors<Values> {
  const carries = vendors[values.vendor]?.kind !== "payments";
  const errors: Errors<Values> = {};
  if (values.name.trim() === "") errors.name = "Give it a name by which you know it.";
  const lines = carries ? wholeNumber(values.lines, 0, MOST_LINES) : undefined;
  if (lines) errors.lines = lines;
  const priority = wholeNumber(values.priority, -100, 100);
  if (priority) errors.priority = priority;
  if (isNew && values.mode === "live" && values.key.trim() === "") errors.key = "A live account needs its key.";
  return errors;
}

/** Changes an account, or adds one when none is given. */
export function AccountSheet({ account, onClose }: { account?: Account; onClose: () => void }) {
  const change = useChangeAccount(account?.id ?? "");
  const add = useAddAccount();
  const mutation = account ? change : add;
  const isNew = account === undefined;
  const draft = useDraft<Values>({
    prefix: "account",
    initial: {
      vendor: account?.vendor ?? "vapi",
      mode: account?.mode ?? "sandbox",
      name: account?.name ?? "",
      lines: String(account?.lines ?? 9),
      priority: String(account?.priority ?? 0),
      key: "",
      webhookSecret: "",
    },
    check: (values) => check(values, isNew),
    error: mutation.error,
  });
  const { values } = draft;
  const carries = vendors[values.vendor]?.kind !== "payments";
  const problem = mutation.error ? asProblem(mutation.error) : null;

  const done = (saved: Account) => {
    toast.success(isNew ? `${saved.name} is added.` : `${saved.name} is changed.`);
    onClose();
  };
  const send = () =>
    draft.submit(({ vendor, mode, name, lines, priority, key, webhookSecret }) => {
      const figures = { name: name.trim(), lines: carries ? Number(lines) : 0, priority: Number(priority) };
      if (!isNew) {
        change.mutate(figures, { onSuccess: done });
        return;
      }
      const body: NewAccount = { vendor, mode: mode === "live" ? "live" : "sandbox", ...figures };
      if (key.trim()) body.key = key.trim();
      if (webhookSecret.trim()) body.webhookSecret = webhookSecret.trim();
      add.mutate(body, { onSuccess: done });
    });

  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={isNew ? "Add an account" : account.name}
      description={isNew ? "An account with a vendor, whose lines or payment page you want to use." : vendorName(account.vendor)}
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button look="primary" pending={mutation.isPending} type="submit" form="account-form">
            {isNew ? "Add the account" : "Save"}
          </Button>
        </>
      }
    >
      <form
        id="account-form"
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!mutation.isPending) send();
        }}
      >
        {problem && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        {isNew && (
          <div className="grid grid-cols-2 gap-4">
            <DraftSelect draft={draft} field="vendor" label="Vendor" help={vendors[values.vendor]?.does}>
              {Object.entries(vendors).map(([code, vendor]) => (
                <option key={code} value={code}>
                  {vendor.name}
                </option>
              ))}
            </DraftSelect>
            <DraftSelect draft={draft} field="mode" label="Mode" help={values.mode === "live" ? "Real calls, real money" : "Nothing rings, nothing is charged"}>
              <option value="sandbox">Sandbox</option>
              <option value="live">Live</option>
            </DraftSelect>
          </div>
        )}
        <DraftInput draft={draft} field="name" label="Name" maxLength={80} autoComplete="off" />
        <div className="grid grid-cols-2 gap-4">
          {carries && (
            <DraftInput draft={draft} field="lines" label="Lines" help="Calls it may carry at once" inputMode="numeric" autoComplete="off" />
          )}
          <DraftInput draft={draft} field="priority" label="Priority" help="Higher is used first" inputMode="numeric" autoComplete="off" />
        </div>
        {isNew && (
          <>
            <DraftInput
              draft={draft}
              field="key"
              label={vendors[values.vendor]?.key ?? "Key"}
              help={values.mode === "live" ? "Kept encrypted; never shown again." : "Not needed in the sandbox."}
              type="password"
              autoComplete="off"
              spellCheck={false}
            />
            <DraftInput
              draft={draft}
              field="webhookSecret"
              label="Webhook secret"
              help={vendors[values.vendor]?.webhookSecret}
              type="password"
              autoComplete="off"
              spellCheck={false}
            />
          </>
        )}
        {!isNew && carries && Number(values.lines) < account.live && (
          <Notice title={`${account.live} calls are on the line`}>They go on; a new one starts when fewer than the new number are left.</Notice>
        )}
      </form>
    </Sheet>
  );
}
