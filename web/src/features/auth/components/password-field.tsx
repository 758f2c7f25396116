import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import type { TextField } from "@/components/ui/draft-field";
import { described, Field, inputStyle } from "@/components/ui/field";
import { cn } from "@/lib/cn";
import type { Draft } from "@/lib/use-draft";

interface Props<Values> {
  draft: Draft<Values>;
  field: TextField<Values>;
  label?: string;
}

/** A password that can be looked at. */
export function PasswordField<Values>({ draft, field, label = "Password" }: Props<Values>) {
  const [shown, setShown] = useState(false);
  const value = draft.values[field] as string;
  const error = draft.errorAt(field);
  const Mark = shown ? EyeOff : Eye;
  return (
    <Field id={draft.id(field)} label={label} error={error}>
      <div className="relative">
        <input
          {...described(draft.id(field), error, false)}
          type={shown ? "text" : "password"}
          autoComplete="current-password"
          maxLength={256}
          required
          value={value}
          onChange={(event) => draft.set(field, event.target.value as Values[typeof field])}
          onBlur={() => draft.blur(field)}
          className={cn(inputStyle, "h-11 pr-11!")}
        />
        <button
          type="button"
          aria-label={shown ? "Hide what is typed" : "Show what is typed"}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
          className="absolute top-1/2 right-1.5 flex size-8 -translate-y-1/2 items-center justify-center rounded-lg text-faint hover:bg-sunken hover:text-text"
        >
          <Mark aria-hidden className="size-4" />
        </button>
      </div>
    </Field>
  );
}
