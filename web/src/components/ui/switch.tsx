import { Switch as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { FieldNote } from "./field";

interface Props {
  id: string;
  label: ReactNode;
  help?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

/** On or off, with words beside it. */
export function Switch({ id, label, help, checked, onChange, disabled = false }: Props) {
  return (
    <div className="flex items-start gap-3">
      <Radix.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        aria-describedby={help ? `${id}-help` : undefined}
        className="relative mt-0.5 h-6 w-10 shrink-0 rounded-full border border-line-strong bg-sunken transition-colors duration-(--quick) data-[state=checked]:border-accent data-[state=checked]:bg-accent disabled:opacity-55"
      >
        <Radix.Thumb className="block size-4.5 translate-x-0.5 rounded-full bg-line-strong transition-transform duration-(--quick) data-[state=checked]:translate-x-[1.125rem] data-[state=checked]:bg-on-accent" />
      </Radix.Root>
      <div className="min-w-0">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        <FieldNote id={id} help={help} error={undefined} />
      </div>
    </div>
  );
}
