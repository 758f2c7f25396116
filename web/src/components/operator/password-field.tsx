import { useQuery } from "@tanstack/react-query";
import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import type { TextField } from "@/components/ui/draft-field";
import { described, Field, inputStyle } from "@/components/ui/field";
import { cn } from "@/lib/cn";
import { strengthQuery, strengthWords } from "@/lib/password";
import type { Draft } from "@/lib/use-draft";
import { useSettled } from "@/lib/use-settled";

interface Props<Values> {
  draft: Draft<Values>;
  field: TextField<Values>;
  label?: string;
  /** A password that is chosen now is judged while it is typed, against these. */
  chosen?: { email: string; name: string };
}

/** A password that can be looked at, and how good it is when it is a new one. */
export function PasswordField<Values>({ draft, field, label = "Password", chosen }: Props<Values>) {
  const [shown, setShown] = useState(false);
  const value = draft.values[field] as string;
  const error = draft.errorAt(field);
  const Mark = shown ? EyeOff : Eye;
  const attributes = described(draft.id(field), error, false);
  return (
    <Field id={draft.id(field)} label={label} error={error}>
      <div className="relative">
        <input
          {...attributes}
          aria-describedby={[attributes["aria-describedby"], chosen ? `${draft.id(field)}-strength` : ""].filter(Boolean).join(" ") || undefined}
          type={shown ? "text" : "password"}
          autoComplete={chosen ? "new-password" : "current-password"}
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
      {chosen && <Strength id={`${draft.id(field)}-strength`} password={value} {...chosen} />}
    </Field>
  );
}

const tones = ["bg-harm", "bg-harm", "bg-accent", "bg-live", "bg-live"];

function Strength({ id, password, email, name }: { id: string; password: string; email: string; name: string }) {
  const settled = useSettled(password, 250);
  const { data } = useQuery(strengthQuery(settled, email, name));
  const score = data && password !== "" ? (data.breached ? 0 : data.score) : -1;
  return (
    <div className="mt-2">
      <div aria-hidden className="flex gap-1">
        {[0, 1, 2, 3].map((step) => (
          <span key={step} className={cn("h-1 grow rounded-full transition-colors duration-(--calm)", step < Math.max(score, score === 0 ? 1 : 0) ? tones[score] : "bg-line")} />
        ))}
      </div>
      <p id={id} role="status" className="mt-1.5 min-h-5 text-[0.8125rem] leading-5 text-faint">
        {password === "" || !data ? "Some words that belong to no sentence make a good one." : strengthWords(data)}
      </p>
    </div>
  );
}
