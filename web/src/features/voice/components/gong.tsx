import type { Ref } from "react";
import type { CallState } from "../use-call";
import type { Levels } from "../sound/device";
import { cn } from "@/lib/cn";

/** Sets how loud both sides are, past React: it changes many times a second. */
export function showLevels(gong: HTMLElement | null, { mine, theirs }: Levels): void {
  gong?.style.setProperty("--mine", spread(mine));
  gong?.style.setProperty("--theirs", spread(theirs));
}

/** Loudness as the ear has it: quiet speech already shows. */
const spread = (level: number): string => Math.min(1, Math.sqrt(level) * 1.6).toFixed(3);

const words: Record<CallState, string> = { idle: "Ready", opening: "Connecting", up: "On the line", over: "Hung up" };

/** The gong of a telephone: its brass swells while the agent speaks, the rings around it while the caller does. */
export function Gong({ state, time, ref }: { state: CallState; time: string; ref: Ref<HTMLDivElement> }) {
  const up = state === "up";
  return (
    <div ref={ref} className="relative mx-auto flex size-56 items-center justify-center [--mine:0] [--theirs:0]">
      {[1, 2].map((n) => (
        <span
          key={n}
          aria-hidden
          className={cn("absolute rounded-full border transition-transform duration-(--quick)", up ? "border-live" : "border-line")}
          style={{ inset: `${14 - n * 7}%`, transform: `scale(calc(1 + var(--mine) * ${0.05 * n}))`, opacity: `calc(${0.75 - n * 0.22} + var(--mine) * 0.4)` }}
        />
      ))}
      <span
        aria-hidden
        className={cn("absolute inset-[16%] rounded-full transition-transform duration-(--quick)", up ? "bg-accent/25" : "bg-sunken")}
        style={{ transform: "scale(calc(0.98 + var(--theirs) * 0.16))" }}
      />
      <div className={cn("relative flex size-[62%] flex-col items-center justify-center rounded-full border-[3px] bg-surface shadow-card", up ? "border-accent" : "border-line", state === "opening" && "animate-glow border-accent")}>
        <span className="display figures text-4xl">{time}</span>
        <span role="status" className="mt-1 text-xs text-soft">
          {words[state]}
        </span>
      </div>
    </div>
  );
}
