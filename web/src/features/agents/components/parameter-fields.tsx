import { X } from "lucide-react";
import { useState } from "react";
import type { ParameterKind, ToolParameter } from "@/api";
import { Button } from "@/components/ui/button";
import { Tick } from "@/components/ui/choice";
import { described, Field, Input } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { kindWords, typedChoices } from "../tools";

interface Props {
  /** Before the id of each field. */
  id: string;
  /** Its place among those of the tool. */
  at: number;
  parameter: ToolParameter;
  mayChange: boolean;
  errorAt: (field: string) => string | undefined;
  onChange: (change: Partial<ToolParameter>) => void;
  onRemove: () => void;
}

/** One thing that a tool needs to know. */
export function ParameterFields({ id, at, parameter, mayChange, errorAt, onChange, onRemove }: Props) {
  const { name, kind, description, required, choices } = parameter;
  const called = name || `what it needs, ${at + 1}`;
  return (
    <fieldset className="rounded-card bg-sunken p-3.5 max-sm:p-3">
      <legend className="sr-only">{called}</legend>
      <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_11rem]">
        <Field id={`${id}-name`} label="Name" error={errorAt("name")}>
          <Input
            {...described(`${id}-name`, errorAt("name"), false)}
            className="h-10! font-mono text-sm!"
            maxLength={40}
            spellCheck={false}
            autoCapitalize="none"
            autoComplete="off"
            placeholder="number"
            value={name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        </Field>
        <Field id={`${id}-kind`} label="What it is" error={errorAt("kind")}>
          <Select
            {...described(`${id}-kind`, errorAt("kind"), false)}
            className="w-full [&>select]:h-10!"
            value={kind}
            onChange={(event) => onChange({ kind: event.target.value as ParameterKind, ...(event.target.value === "text" ? {} : { choices: [] }) })}
          >
            {Object.entries(kindWords).map(([code, label]) => (
              <option key={code} value={code}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
        <Field id={`${id}-description`} label="In words" className="sm:col-span-2" error={errorAt("description")}>
          <Input
            {...described(`${id}-description`, errorAt("description"), false)}
            className="h-10! text-sm!"
            maxLength={300}
            placeholder="The order's number, as it stands on the receipt"
            value={description}
            onChange={(event) => onChange({ description: event.target.value })}
          />
        </Field>
        {kind === "text" && <Choices id={`${id}-choices`} choices={choices} error={errorAt("choices")} onChange={(next) => onChange({ choices: next })} />}
      </div>
      <div className="mt-3 flex flex-wrap items-center justify-between gap-3">
        <Tick id={`${id}-required`} checked={required} onChange={(event) => onChange({ required: event.target.checked })}>
          Always needed
        </Tick>
        {mayChange && (
          <Button look="ghost" size="sm" className="-mr-2" aria-label={`Remove ${called}`} onClick={onRemove}>
            <X aria-hidden />
            Remove
          </Button>
        )}
      </div>
    </fieldset>
  );
}

interface ChoicesProps {
  id: string;
  choices: readonly string[];
  error: string | undefined;
  onChange: (choices: string[]) => void;
}

/** The only answers there are, apart by commas. */
function Choices({ id, choices, error, onChange }: ChoicesProps) {
  // What is typed stands as it was typed, as long as it means the choices that there are.
  const [typed, setTyped] = useState(choices.join(", "));
  const shown = JSON.stringify(typedChoices(typed)) === JSON.stringify(choices) ? typed : choices.join(", ");
  return (
    <Field id={id} label="Only these" className="sm:col-span-2" help="Apart by commas. Empty: whatever the caller says." error={error}>
      <Input
        {...described(id, error)}
        className="h-10! text-sm!"
        autoComplete="off"
        value={shown}
        onChange={(event) => {
          setTyped(event.target.value);
          onChange(typedChoices(event.target.value));
        }}
      />
    </Field>
  );
}
