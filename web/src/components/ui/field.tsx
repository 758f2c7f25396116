import { CircleAlert } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn";

export const inputStyle = cn(
  "w-full rounded-card border border-line-strong/60 bg-surface px-3.5 text-[0.9375rem] text-text shadow-[inset_0_1px_1px_rgb(18_22_31/0.03)]",
  "transition-[border-color,box-shadow] duration-(--quick) placeholder:text-faint",
  "hover:border-line-strong focus-visible:border-accent-text focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-accent-text/50",
  "aria-invalid:border-harm aria-invalid:focus-visible:outline-harm/50",
  "disabled:opacity-60",
);

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={cn(inputStyle, "h-11", className)} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={cn(inputStyle, "min-h-28 resize-y py-2.5 leading-relaxed", className)} {...rest} />;
}

interface FieldProps {
  id: string;
  label: ReactNode;
  help?: ReactNode;
  /** Shown at the far end of the label's line. */
  aside?: ReactNode;
  error?: string | undefined;
  children: ReactNode;
  className?: string;
}

/** Label above, help below, and the error where it happened. */
export function Field({ id, label, help, aside, error, children, className }: FieldProps) {
  return (
    <div className={className}>
      <div className="mb-1.5 flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {aside}
      </div>
      {children}
      <FieldNote id={id} help={help} error={error} />
    </div>
  );
}

export function FieldNote({ id, help, error }: { id: string; help?: ReactNode; error?: string | undefined }) {
  return (
    <>
      {error ? (
        <p id={`${id}-error`} className="appear mt-1.5 flex items-start gap-1.5 text-[0.8125rem] leading-5 text-harm-text">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {error}
        </p>
      ) : (
        help && (
          <p id={`${id}-help`} className="mt-1.5 text-[0.8125rem] leading-5 text-faint">
            {help}
          </p>
        )
      )}
    </>
  );
}

/** The attributes that tie an input to its label, help and error. */
export function described(id: string, error: string | undefined, help = true) {
  return {
    id,
    "aria-invalid": error ? true : undefined,
    "aria-describedby": error ? `${id}-error` : help ? `${id}-help` : undefined,
  };
}
