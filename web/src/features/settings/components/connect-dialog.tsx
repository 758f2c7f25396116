import { toast } from "sonner";
import { DraftInput, DraftSelect } from "@/components/ui/draft-field";
import { FormDialog } from "@/components/ui/form-dialog";
import { useDraft, wholeNumber, type Errors } from "@/lib/use-draft";
import { vendors } from "@/lib/vendors";
import { useConnect } from "../api/connections";

interface Values {
  name: string;
  mode: string;
  lines: string;
  key: string;
}

const MOST_LINES = 1_000;

/** Connects the business with a vendor. */
export function ConnectDialog({ vendor, onClose }: { vendor: string; onClose: () => void }) {
  const connect = useConnect();
  const about = vendors[vendor];
  const carries = about?.kind === "calls";
  const draft = useDraft<Values>({
    prefix: "connect",
    initial: { name: about?.name ?? "", mode: "sandbox", lines: "2", key: "" },
    check: ({ name, mode, lines, key }) => {
      const errors: Errors<Values> = {};
      const wrong = carries ? wholeNumber(lines, 0, MOST_LINES) : undefined;
      if (name.trim() === "") errors.name = "Give it a name by which you know it.";
      if (wrong) errors.lines = wrong;
      if (mode === "live" && key.trim() === "") errors.key = "A live connection needs its key.";
      return errors;
    },
    error: connect.error,
  });
  const live = draft.values.mode === "live";
  const send = ({ name, mode, lines, key }: Values) =>
    connect.mutate(
      { vendor, name: name.trim(), mode: mode === "live" ? "live" : "sandbox", ...(carries ? { lines: Number(lines) } : {}), ...(key.trim() ? { key: key.trim() } : {}) },
      {
        onSuccess: (made) => {
          toast.success(`${made.name} is connected.`);
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title={`Connect ${about?.name ?? vendor}`}
      description={`${about?.does ?? ""}. Its other secrets, such as that of its webhooks, are given under Lines.`}
      focus="connect-name"
      error={connect.error}
      pending={connect.isPending}
      keep="Not now"
      send="Connect"
      onClose={onClose}
      onSend={() => draft.submit(send)}
    >
      <DraftInput draft={draft} field="name" label="Name" maxLength={80} autoComplete="off" />
      <div className="grid grid-cols-2 gap-4">
        <DraftSelect draft={draft} field="mode" label="Mode" help={live ? "Real calls, real money" : "Nothing rings, nothing is charged"} className={carries ? "" : "col-span-2"}>
          <option value="sandbox">Sandbox</option>
          <option value="live">Live</option>
        </DraftSelect>
        {carries && <DraftInput draft={draft} field="lines" label="Lines" help="Calls it may carry at once" inputMode="numeric" autoComplete="off" />}
      </div>
      <DraftInput draft={draft} field="key" label={about?.key ?? "Key"} help={live ? "Kept encrypted; never shown again." : "Not needed in the sandbox."} type="password" autoComplete="off" spellCheck={false} />
    </FormDialog>
  );
}
