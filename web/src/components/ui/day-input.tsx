import { cn } from "@/lib/cn";
import { inputStyle } from "./field";

interface Props {
  label: string;
  value: string | undefined;
  min?: string;
  max?: string;
  onChange: (day: string | undefined) => void;
}

/** A day of a range, small enough to stand beside other filters. */
export function DayInput({ label, value, onChange, ...bounds }: Props) {
  return (
    <input
      type="date"
      aria-label={label}
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value || undefined)}
      className={cn(inputStyle, "figures h-9 w-auto! min-w-0 grow rounded-lg! px-2.5! text-[0.8125rem]!")}
      {...bounds}
    />
  );
}
