import type { LiveState } from "@/api";
import { cn } from "@/lib/cn";
import { timeOfDay } from "@/lib/format";

interface Props {
  state: LiveState;
  /** When the data on the page was last known to be right. */
  asOf: number;
  now: number;
  className?: string;
}

const STALE = 15_000;

/** Says whether what is shown moves by itself. */
export function LiveMark({ state, asOf, now, className }: Props) {
  const stale = state !== "live" && asOf > 0 && now - asOf > STALE;
  const text =
    state === "live" ? "Live" : stale ? `Showing ${timeOfDay(asOf)}` : state === "connecting" ? "Connecting" : "Reconnecting";
  return (
    <span
      role="status"
      className={cn("inline-flex items-center gap-2 text-[0.8125rem] font-medium whitespace-nowrap text-soft", className)}
    >
      <span aria-hidden className="relative flex size-2.5 items-center justify-center">
        {state === "live" && <span className="absolute inset-0 animate-ping rounded-full bg-live/50 [animation-duration:2.4s]" />}
        <span
          className={cn(
            "relative size-2.5 rounded-full",
            state === "live" ? "bg-live" : stale ? "border-2 border-harm" : "animate-glow border-2 border-accent",
          )}
        />
      </span>
      {text}
    </span>
  );
}
