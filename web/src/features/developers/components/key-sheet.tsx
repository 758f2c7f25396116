import { asProblem } from "@/api";
import { Button } from "@/components/ui/button";
import { DraftInput, DraftSelect } from "@/components/ui/draft-field";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { Sheet } from "@/components/ui/sheet";
import { usePermissions } from "@/lib/roles";
import { useDraft, type Errors } from "@/lib/use-draft";
import { useMakeKey } from "../api/keys";
import { scopeGroups, scopesOf, type Level } from "../scopes";

interface Values {
  name: string;
  days: string;
  levels: Record<string, Level>;
}

const DAY = 86_400_000;

function check({ name, levels }: Values): Errors<Values> {
  const errors: Errors<Values> = {};
  if (name.trim() === "") errors.name = "Give it the name of the program that uses it.";
  if (scopesOf(levels).length === 0) errors.levels = "Let it do at least one thing.";
  return errors;
}

/** Makes a key for a program. */
export function KeySheet({ onClose, onMade }: { onClose: () => void; onMade: (key: string) => void }) {
  const make = useMakeKey();
  const own = usePermissions();
  const draft = useDraft<Values>({ prefix: "key", initial: { name: "", days: "365", levels: {} }, check, error: make.error, names: { scopes: "levels" } });
  const problem = make.error ? asProblem(make.error) : null;
  const missing = draft.errorAt("levels");
  const send = () =>
    draft.submit(({ name, days, levels }) =>
      make.mutate(
        {
          name: name.trim(),
          scopes: scopesOf(levels).filter((scope) => own.has(scope)),
          ...(days === "" ? {} : { expiresAt: new Date(Date.now() + Number(days) * DAY).toISOString() }),
        },
        { onSuccess: ({ key }) => onMade(key) },
      ),
    );
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title="Make a key"
      description="For one program, so that it can be taken away alone."
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button look="primary" type="submit" form="key-form" pending={make.isPending}>
            Make the key
          </Button>
        </>
      }
    >
      <form
        id="key-form"
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!make.isPending) send();
        }}
      >
        {problem?.errors.length === 0 && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        <DraftInput draft={draft} field="name" label="Name" help="Such as “Bookkeeping” or “Our website”." maxLength={80} autoComplete="off" />
        <DraftSelect draft={draft} field="days" label="Holds for">
          <option value="30">30 days</option>
          <option value="90">90 days</option>
          <option value="365">A year</option>
          <option value="">Until it is revoked</option>
        </DraftSelect>
        <fieldset id="key-levels" tabIndex={-1}>
          <legend className="mb-2 text-sm font-medium">What it may do</legend>
          {missing && <p className="mb-2 text-[0.8125rem] text-harm-text">{missing}</p>}
          <ul className="divide-y divide-line rounded-card border border-line">
            {scopeGroups.map(({ label, read, write }) => {
              const mayRead = read.every((scope) => own.has(scope));
              const mayWrite = write.length > 0 && write.every((scope) => own.has(scope));
              return (
                <li key={label} className="flex items-center justify-between gap-3 px-3.5 py-2 text-sm">
                  <span>{label}</span>
                  <Select
                    size="sm"
                    aria-label={label}
                    value={draft.values.levels[label] ?? "none"}
                    onChange={(event) => draft.set("levels", { ...draft.values.levels, [label]: event.target.value as Level })}
                  >
                    <option value="none">Nothing</option>
                    {mayRead && <option value="read">Look</option>}
                    {mayWrite && <option value="write">Look and change</option>}
                  </Select>
                </li>
              );
            })}
          </ul>
        </fieldset>
      </form>
    </Sheet>
  );
}
