import { DayInput } from "./day-input";

interface Props {
  from: string | undefined;
  to: string | undefined;
  onChange: (change: { from?: string | undefined } | { to?: string | undefined }) => void;
}

/** The first day and the last; either may be open. */
export function DayRange({ from, to, onChange }: Props) {
  return (
    <span className="inline-flex items-center gap-1.5 text-[0.8125rem] text-faint max-sm:w-full">
      <DayInput label="From" value={from} {...(to ? { max: to } : {})} onChange={(next) => onChange({ from: next })} />
      <span aria-hidden>–</span>
      <DayInput label="To" value={to} {...(from ? { min: from } : {})} onChange={(next) => onChange({ to: next })} />
    </span>
  );
}
