import type { ReactNode } from "react";
import { described, Field, Input, Textarea } from "@/components/ui/field";

interface Props {
  id: string;
  label: ReactNode;
  value: string;
  onChange: (value: string) => void;
  help?: ReactNode;
  error?: string | undefined;
  /** More than one line. */
  long?: boolean;
  most?: number;
  placeholder?: string;
  type?: "text" | "email" | "url";
}

export function TextField({ id, label, value, onChange, help, error, long = false, most = 200, placeholder, type = "text" }: Props) {
  const shared = {
    ...described(id, error, Boolean(help)),
    value,
    maxLength: most,
    placeholder,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  return (
    <Field id={id} label={label} help={help} error={error}>
      {long ? <Textarea rows={3} className="min-h-20!" {...shared} /> : <Input type={type} autoComplete="off" {...shared} />}
    </Field>
  );
}
