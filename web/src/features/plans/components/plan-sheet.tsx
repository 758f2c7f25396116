import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { asProblem, type ConsolePlan } from "@/api";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { DraftInput, DraftSelect, DraftText } from "@/components/ui/draft-field";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import { Switch } from "@/components/ui/switch";
import { overviewQuery, storefrontSettingsQuery } from "@/lib/operator";
import { useDraft } from "@/lib/use-draft";
import { useSavePlan } from "../api/plans";
import { checkPlan, codeFrom, currencies, planFrom, valuesOf } from "../form";
import { PlanPreview } from "./plan-preview";

interface Props {
  plan: ConsolePlan | null;
  plans: ConsolePlan[];
  onClose: () => void;
}

export function PlanSheet({ plan, plans, onClose }: Props) {
  const save = useSavePlan();
  const { data: page } = useQuery(storefrontSettingsQuery);
  const { data: board } = useQuery(overviewQuery);
  const [leaving, setLeaving] = useState(false);
  const others = new Set(plans.filter((entry) => entry !== plan && entry.code !== plan?.code).map((entry) => entry.code));
  const [initial] = useState(() => valuesOf(plan, plans[0]?.currency));
  const draft = useDraft({
    prefix: "plan",
    initial,
    check: (values) => checkPlan(values, others),
    error: save.error,
    names: { priceMinor: "price", durationSeconds: "minutes" },
  });
  const { values } = draft;
  const position = plan?.position ?? Math.max(-1, ...plans.map((entry) => entry.position)) + 1;
  const problem = save.error ? asProblem(save.error) : null;
  const personas = [...new Set((board?.accounts ?? []).flatMap((account) => account.agents.map((agent) => agent.persona)))].sort();
  const spoken = personas.includes(values.persona.trim());

  const send = () =>
    draft.submit((entered) =>
      save.mutate(planFrom(entered, position), {
        onSuccess: (saved) => {
          toast.success(plan ? `${saved.name} is saved. Bookings made before keep their price.` : `${saved.name} is on sale.`);
          onClose();
        },
      }),
    );
  const close = () => (draft.dirty ? setLeaving(true) : onClose());

  return (
    <Sheet
      open
      onOpenChange={(open) => !open && close()}
      wide
      title={plan ? plan.name : "A new plan"}
      description={plan ? "Changes are for bookings from now on." : "It is for sale as soon as it is saved and active."}
      footer={
        <>
          <Button onClick={close}>Leave it</Button>
          <Button look="primary" type="submit" form="plan-form" pending={save.isPending}>
            {plan ? "Save" : "Make the plan"}
          </Button>
        </>
      }
    >
      <div className="grid gap-8 sm:grid-cols-[1fr_15rem]">
        <form
          id="plan-form"
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
          <DraftInput
            draft={{
              ...draft,
              set: (field, value) => {
                draft.set(field, value);
                // Until somebody writes a code of their own it follows the name.
                if (!plan && field === "name" && values.code === codeFrom(values.name)) draft.set("code", codeFrom(value as string));
              },
            }}
            field="name"
            label="Name"
            maxLength={60}
            autoComplete="off"
          />
          {!plan && <DraftInput draft={draft} field="code" label="Code" help="For links and figures; it never changes." maxLength={40} autoComplete="off" spellCheck={false} />}
          <DraftText draft={draft} field="description" label="Description" maxLength={300} rows={3} />
          <div className="grid grid-cols-[1fr_7rem] gap-4">
            <DraftInput draft={draft} field="price" label="Price" help="0 makes it free." inputMode="decimal" autoComplete="off" />
            <DraftSelect draft={draft} field="currency" label="Currency">
              {[...new Set([values.currency, ...currencies])].map((currency) => (
                <option key={currency}>{currency}</option>
              ))}
            </DraftSelect>
          </div>
          <div className="grid grid-cols-2 gap-4">
            <DraftInput draft={draft} field="minutes" label="Minutes" help="The longest talk" inputMode="decimal" autoComplete="off" />
            <DraftInput draft={draft} field="priority" label="Priority" help="Higher is called first" inputMode="numeric" autoComplete="off" />
          </div>
          <DraftInput
            draft={draft}
            field="persona"
            label="Persona"
            help={
              values.persona.trim() === "" || spoken
                ? "Who speaks: an agent with the same persona takes the call."
                : "No agent speaks it. Add one under Lines, or take the plan off sale."
            }
            list="plan-personas"
            maxLength={60}
            autoComplete="off"
          />
          <datalist id="plan-personas">
            {personas.map((persona) => (
              <option key={persona} value={persona} />
            ))}
          </datalist>
          <div className="grid grid-cols-2 gap-4">
            <DraftInput draft={draft} field="badge" label="Badge" help="A word or two, or none" maxLength={24} autoComplete="off" />
            <DraftInput draft={draft} field="minimumAge" label="Minimum age" help="0 asks for none" inputMode="numeric" autoComplete="off" />
          </div>
          <DraftText
            draft={draft}
            field="disclosure"
            label="Extra sentence at the consent"
            help="Shown with the checkbox before booking; leave it empty for none."
            maxLength={300}
            rows={2}
          />
          <Switch
            id="plan-active"
            label="On sale"
            help="One that is not on sale keeps its bookings and is not shown."
            checked={values.active}
            onChange={(active) => draft.set("active", active)}
          />
        </form>
        <div>
          <p className="mb-2 text-[0.8125rem] font-medium text-faint">As visitors see it</p>
          <div className="sm:sticky sm:top-0">
            <PlanPreview plan={planFrom(values, position)} theme={page?.content.theme} />
          </div>
        </div>
      </div>
      <Confirm
        open={leaving}
        onOpenChange={setLeaving}
        title="Leave without saving?"
        confirm="Leave without saving"
        keep="Stay here"
        pending={false}
        onConfirm={onClose}
      >
        What you changed in this plan is lost.
      </Confirm>
    </Sheet>
  );
}
