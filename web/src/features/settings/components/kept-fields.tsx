import type { ComponentProps, ReactNode } from "react";
import { described, Field, Input, Textarea } from "@/components/ui/field";
import { idOf, type Part } from "./kept-form";

interface Props {
  /** Where it is on the server, such as `sms.reminder`. */
  path: string;
  label: ReactNode;
  help?: ReactNode;
  errorAt: Part<unknown>["errorAt"];
}

/** Some sentences, with how many characters they are. */
export function Words({ path, label, help, errorAt, value, most, onChange }: Props & { value: string; most: number; onChange: (value: string) => void }) {
  const error = errorAt(path);
  return (
    <Field id={idOf(path)} label={label} help={help} error={error} aside={<span className="figures text-xs text-faint">{`${value.length} of ${most}`}</span>}>
      <Textarea {...described(idOf(path), error, Boolean(help))} className="min-h-20!" maxLength={most} value={value} onChange={(event) => onChange(event.target.value)} />
    </Field>
  );
}

type LineProps = Props & { value: string; onChange: (value: string) => void } & Pick<ComponentProps<"input">, "type" | "maxLength" | "placeholder" | "spellCheck">;

export function Line({ path, label, help, errorAt, value, onChange, ...rest }: LineProps) {
  const error = errorAt(path);
  return (
    <Field id={idOf(path)} label={label} help={help} error={error}>
      <Input {...rest} {...described(idOf(path), error, Boolean(help))} autoComplete="off" value={value} onChange={(event) => onChange(event.target.value)} />
    </Field>
  );
}

const LONGEST = 3650;

export function Days({ path, label, errorAt, value, onChange }: Props & { value: number; onChange: (value: number) => void }) {
  const error = errorAt(path);
  const set = (typed: string) => onChange(Math.max(0, Math.min(LONGEST, Math.round(Number(typed)))));
  return (
    <Field id={idOf(path)} label={label} help="Days, then they are deleted." error={error}>
      <Input {...described(idOf(path), error)} type="number" min={1} max={LONGEST} className="figures" value={value} onChange={(event) => set(event.target.value)} />
    </Field>
  );
}
