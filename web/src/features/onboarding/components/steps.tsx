import { Check, Minus } from "lucide-react";
import type { OnboardingProgress } from "@/api";
import { cn } from "@/lib/cn";
import { steps } from "../steps";

/** The five steps, with what was done and what was skipped. */
export function Steps({ progress, at, onGo }: { progress: OnboardingProgress; at: number; onGo: (step: number) => void }) {
  return (
    <nav aria-label="Steps" className="min-w-0">
      <ol className="relative flex gap-1 overflow-x-auto lg:flex-col">
        {steps.map(({ code, label }, index) => {
          const number = index + 1;
          const done = progress.done.includes(code);
          const skipped = progress.skipped.includes(code);
          return (
            <li key={code}>
              <button
                type="button"
                aria-current={number === at ? "step" : undefined}
                onClick={() => onGo(number)}
                className="flex w-full items-center gap-3 rounded-lg px-2.5 py-2 text-left text-sm font-medium whitespace-nowrap text-soft transition-colors duration-(--quick) hover:bg-line/40 aria-[current=step]:bg-surface aria-[current=step]:text-text aria-[current=step]:shadow-[inset_0_0_0_1px_var(--line)]"
              >
                <span
                  aria-hidden
                  className={cn(
                    "figures flex size-6 shrink-0 items-center justify-center rounded-full border text-xs",
                    done ? "border-live bg-live-soft text-live-text" : number === at ? "border-accent-edge bg-accent text-on-accent" : "border-line-strong/60",
                  )}
                >
                  {done ? <Check className="size-3.5" /> : skipped ? <Minus className="size-3.5" /> : number}
                </span>
                {label}
                <span className="sr-only">{done ? ", done" : skipped ? ", skipped" : ""}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
