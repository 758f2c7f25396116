import type { ComponentProps, ReactNode } from "react";
import type { Draft } from "@/lib/use-draft";
import { cn } from "@/lib/cn";
import { described, Field, Input, Textarea } from "./field";
import { Select } from "./select";

/** The fields of a form that are plain text. */
export type TextField<Values> = { [Field in keyof Values & string]: Values[Field] extends string ? Field : never }[keyof Values & string];

interface Common<Values> {
  draft: Draft<Values>;
  field: TextField<Values>;
  label: ReactNode;
  help?: ReactNode;
  aside?: ReactNode;
  className?: string;
}

type InputProps<Values> = Common<Values> & Omit<ComponentProps<"input">, "value" | "onChange" | "onBlur" | "id" | "className">;

function useWired<Values>({ draft, field, help }: Pick<Common<Values>, "draft" | "field" | "help">) {
  const error = draft.errorAt(field);
  return {
    error,
    wired: {
      ...described(draft.id(field), error, Boolean(help)),
      value: draft.values[field] as string,
      onChange: (event: { target: { value: string } }) => draft.set(field, event.target.value as Values[typeof field]),
      onBlur: () => draft.blur(field),
    },
  };
}

export function DraftInput<Values>({ draft, field, label, help, aside, className, ...rest }: InputProps<Values>) {
  const { error, wired } = useWired({ draft, field, help });
  return (
    <Field id={draft.id(field)} label={label} help={help} aside={aside} error={error} className={cn(className)}>
      <Input {...rest} {...wired} className={rest.inputMode === "numeric" || rest.inputMode === "decimal" ? "figures" : ""} />
    </Field>
  );
}

type TextProps<Values> = Common<Values> & Omit<ComponentProps<"textarea">, "value" | "onChange" | "onBlur" | "id" | "className">;

export function DraftText<Values>({ draft, field, label, help, aside, className, ...rest }: TextProps<Values>) {
  const { error, wired } = useWired({ draft, field, help });
  return (
    <Field id={draft.id(field)} label={label} help={help} aside={aside} error={error} className={cn(className)}>
      <Textarea {...rest} {...wired} className="min-h-20!" />
    </Field>
  );
}

export function DraftSelect<Values>({ draft, field, label, help, aside, className, children }: Common<Values> & { children: ReactNode }) {
  const { error, wired } = useWired({ draft, field, help });
  return (
    <Field id={draft.id(field)} label={label} help={help} aside={aside} error={error} className={cn(className)}>
      <Select {...wired} className="w-full">
        {children}
      </Select>
    </Field>
  );
}
