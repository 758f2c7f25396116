import { useEffect, useEffectEvent, useState } from "react";
import { asProblem } from "@/api";
import { capital } from "./format";

export type Errors<Values> = Partial<Record<keyof Values & string, string>>;

interface Options<Values> {
  initial: Values;
  /** What is wrong with what stands there now, by field. */
  check: (values: Values) => Errors<Values>;
  /** Each field's element is `prefix-field`. */
  prefix: string;
  /** What the server said to the last try. */
  error?: unknown;
  /** Fields that the server calls by another name, by that name. */
  names?: Readonly<Record<string, keyof Values & string>>;
}

export interface Draft<Values> {
  values: Values;
  set: <Field extends keyof Values & string>(field: Field, value: Values[Field]) => void;
  replace: (values: Values) => void;
  /** The error to be shown at a field, if any. */
  errorAt: (field: keyof Values & string) => string | undefined;
  id: (field: keyof Values & string) => string;
  blur: (field: keyof Values & string) => void;
  dirty: boolean;
  /** Sends what stands there, or goes to the first field that is wrong. */
  submit: (send: (values: Values) => void) => void;
}

/** The state of a form: an error is shown where it happened, once a field was left or the form was tried. */
export function useDraft<Values extends object>({ initial, check, prefix, error, names = {} }: Options<Values>): Draft<Values> {
  const [values, setValues] = useState(initial);
  const [tried, setTried] = useState(false);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [answered, setAnswered] = useState<{ error: unknown; values: Values } | null>(null);
  if (error && answered?.error !== error) setAnswered({ error, values });

  const wrong = check(values);
  const refused = new Map(
    error ? asProblem(error).errors.map((entry) => [names[entry.field] ?? entry.field, asSentence(entry.message)]) : [],
  );
  const id = (field: string) => `${prefix}-${field}`;
  const goToRefused = useEffectEvent(() => {
    const first = [...refused.keys()].find((field) => field in values);
    if (first) document.getElementById(id(first))?.focus();
  });
  useEffect(() => {
    if (error) goToRefused();
  }, [error]);

  return {
    values,
    id,
    set: (field, value) => setValues((known) => ({ ...known, [field]: value })),
    replace: setValues,
    blur: (field) => setLeft((known) => new Set(known).add(field)),
    errorAt: (field) => {
      if (wrong[field] && (tried || left.has(field))) return wrong[field];
      // What the server refused is no longer said once the field was changed.
      return answered && answered.values[field] === values[field] ? refused.get(field) : undefined;
    },
    dirty: JSON.stringify(values) !== JSON.stringify(initial),
    submit: (send) => {
      setTried(true);
      const first = Object.keys(wrong).find((field) => wrong[field as keyof Values & string]);
      if (first) document.getElementById(id(first))?.focus();
      else send(values);
    },
  };
}

/** The server's few words about a field, as a sentence. */
export const asSentence = (message: string): string => `${capital(message)}${/[.!?]$/.test(message) ? "" : "."}`;

/** What is wrong with a whole number that was typed. */
export function wholeNumber(typed: string, least: number, most: number): string | undefined {
  const value = /^[+-]?\d{1,6}$/.test(typed.trim()) ? Number(typed) : NaN;
  return value >= least && value <= most ? undefined : `Enter a whole number from ${least} to ${most}.`;
}
