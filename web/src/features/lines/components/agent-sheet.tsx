import { useQuery } from "@tanstack/react-query";
import { toast } from "sonner";
import { asProblem, type ConsoleAgent, type Account } from "@/api";
import { Button } from "@/components/ui/button";
import { DraftInput, DraftSelect } from "@/components/ui/draft-field";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import { Switch } from "@/components/ui/switch";
import { words } from "@/lib/format";
import { plansQuery } from "@/lib/operator";
import { useDraft, wholeNumber, type Errors } from "@/lib/use-draft";
import { vendors } from "@/lib/vendors";
import { useSaveAgent } from "../api/lines";

interface Values {
  accountId: string;
  name: string;
  persona: string;
  assistantRef: string;
  numberRef: string;
  lines: string;
  priority: string;
  active: boolean;
}

function check(values: Values): Errors<Values> {
  const errors: Errors<Values> = {};
  if (values.name.trim() === "") errors.name = "Give it a name.";
  if (values.persona.trim() === "") errors.persona = "Name the persona that it speaks.";
  if (values.assistantRef.trim() === "") errors.assistantRef = "Enter the id of the assistant at the vendor.";
  if (values.numberRef.trim() === "") errors.numberRef = "Enter the id of the number at the vendor.";
  const lines = wholeNumber(values.lines, 0, 1_000);
  if (lines) errors.lines = lines;
  const priority = wholeNumber(values.priority, -100, 100);
  if (priority) errors.priority = priority;
  return errors;
}

interface Props {
  agent?: ConsoleAgent;
  accounts: Account[];
  onClose: () => void;
}

/** Changes an agent, or adds one when none is given. */
export function AgentSheet({ agent, accounts, onClose }: Props) {
  const save = useSaveAgent(agent?.id ?? null);
  const { data: plans } = useQuery(plansQuery);
  const draft = useDraft<Values>({
    prefix: "agent",
    initial: {
      accountId: agent?.accountId ?? accounts[0]?.id ?? "",
      name: agent?.name ?? "",
      persona: agent?.persona ?? "",
      assistantRef: agent?.assistantRef ?? "",
      numberRef: agent?.numberRef ?? "",
      lines: String(agent?.lines ?? 9),
      priority: String(agent?.priority ?? 0),
      active: agent?.active ?? true,
    },
    check,
    error: save.error,
  });
  const personas = [...new Set((plans?.items ?? []).map((plan) => plan.persona))].sort();
  const problem = save.error ? asProblem(save.error) : null;
  const vendor = vendors[accounts.find((account) => account.id === draft.values.accountId)?.vendor ?? ""];
  const usedBy = (plans?.items ?? []).filter((plan) => plan.active && plan.persona === draft.values.persona.trim());

  const send = () =>
    draft.submit((values) =>
      save.mutate(
        {
          ...values,
          name: values.name.trim(),
          persona: values.persona.trim(),
          assistantRef: values.assistantRef.trim(),
          numberRef: values.numberRef.trim(),
          lines: Number(values.lines),
          priority: Number(values.priority),
        },
        {
          onSuccess: (saved) => {
            toast.success(agent ? `${saved.name} is changed.` : `${saved.name} is added.`);
            onClose();
          },
        },
      ),
    );

  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={agent ? agent.name : "Add an agent"}
      description={agent ? `On ${agent.accountName}` : "Who speaks on the lines of an account."}
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button look="primary" type="submit" form="agent-form" pending={save.isPending}>
            {agent ? "Save" : "Add the agent"}
          </Button>
        </>
      }
    >
      <form
        id="agent-form"
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
        {!agent && (
          <DraftSelect draft={draft} field="accountId" label="Account">
            {accounts.map((account) => (
              <option key={account.id} value={account.id}>
                {account.name}
              </option>
            ))}
          </DraftSelect>
        )}
        <DraftInput draft={draft} field="name" label="Name" maxLength={80} autoComplete="off" />
        <DraftInput
          draft={draft}
          field="persona"
          label="Persona"
          help={
            usedBy.length > 0
              ? `Asked for by ${usedBy.map((plan) => plan.name).join(", ")}.`
              : draft.values.persona.trim()
                ? `No active plan asks for “${words(draft.values.persona.trim())}” yet.`
                : "Plans name the persona that they want."
          }
          list="agent-personas"
          maxLength={60}
          autoComplete="off"
        />
        <datalist id="agent-personas">
          {personas.map((persona) => (
            <option key={persona} value={persona} />
          ))}
        </datalist>
        <DraftInput draft={draft} field="assistantRef" label="Assistant id" help={vendor?.agent ?? "As the vendor shows it."} autoComplete="off" spellCheck={false} />
        <DraftInput draft={draft} field="numberRef" label="Phone number id" help={vendor?.number ?? "The number that callers see."} autoComplete="off" spellCheck={false} />
        <div className="grid grid-cols-2 gap-4">
          <DraftInput draft={draft} field="lines" label="Lines" help="Calls at once" inputMode="numeric" autoComplete="off" />
          <DraftInput draft={draft} field="priority" label="Priority" help="Higher is used first" inputMode="numeric" autoComplete="off" />
        </div>
        <Switch
          id="agent-active"
          label="Active"
          help="One that is not active gets no new calls; calls under way go on."
          checked={draft.values.active}
          onChange={(active) => draft.set("active", active)}
        />
      </form>
    </Sheet>
  );
}
