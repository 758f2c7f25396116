import type { ReactNode } from "react";
import type { Tone } from "@/lib/booking-words";
import { cn } from "@/lib/cn";

const tones: Record<Tone, { box: string; dot: string }> = {
  calm: { box: "bg-sunken text-soft", dot: "border-2 border-faint" },
  accent: { box: "bg-accent-soft text-accent-text", dot: "bg-accent" },
  live: { box: "bg-live-soft text-live-text", dot: "bg-live" },
  harm: { box: "bg-harm-soft text-harm-text", dot: "bg-harm rounded-[2px]!" },
  quiet: { box: "bg-sunken text-soft", dot: "bg-faint" },
};

/** A state in words; the mark before it differs in form as well as in colour. */
export function Badge({ tone = "calm", children, className }: { tone?: Tone; children: ReactNode; className?: string }) {
  return (
    <span
      className={cn(
        "inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 font-sans text-xs font-medium tracking-normal whitespace-nowrap",
        tones[tone].box,
        className,
      )}
    >
      <span aria-hidden className={cn("size-2 shrink-0 rounded-full", tones[tone].dot)} />
      {children}
    </span>
  );
}
