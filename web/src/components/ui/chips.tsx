import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

interface Chip<Value extends string> {
  value: Value;
  label: ReactNode;
  count?: number | undefined;
}

interface Props<Value extends string> {
  label: string;
  chips: readonly Chip<Value>[];
  value: Value;
  onChange: (value: Value) => void;
}

/** One choice of a few, side by side. */
export function Chips<Value extends string>({ label, chips, value, onChange }: Props<Value>) {
  return (
    <div role="group" aria-label={label} className="inline-flex max-w-full gap-0.5 overflow-x-auto rounded-card border border-line bg-sunken p-0.5">
      {chips.map((chip) => (
        <button
          key={chip.value}
          type="button"
          aria-pressed={chip.value === value}
          onClick={() => onChange(chip.value)}
          className={cn(
            "inline-flex h-8 items-center gap-1.5 rounded-lg px-3 text-[0.8125rem] font-medium whitespace-nowrap text-soft transition-colors duration-(--quick) hover:text-text",
            "aria-pressed:bg-surface aria-pressed:text-text aria-pressed:shadow-[0_1px_2px_rgb(18_22_31/0.12)]",
          )}
        >
          {chip.label}
          {chip.count !== undefined && <span className="figures text-faint">{chip.count}</span>}
        </button>
      ))}
    </div>
  );
}
