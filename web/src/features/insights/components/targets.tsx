import type { Target, Targets as Answer } from "@/api";
import { Badge } from "@/components/ui/badge";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";
import { actualOf, aimOf, percent, sampleOf, spent, targetWords, verdict } from "../words";

export function Targets({ answer }: { answer: Answer | undefined }) {
  return (
    <ul aria-label="Service targets" className="grid gap-px overflow-hidden rounded-2xl border border-line bg-line sm:grid-cols-2 xl:grid-cols-4">
      {answer
        ? answer.targets.map((target) => <Gauge key={target.code} target={target} />)
        : [0, 1, 2, 3].map((n) => (
            <li key={n} className="bg-surface p-5">
              <Skeleton className="h-4 w-32" />
              <Skeleton className="mt-4 h-9 w-24" />
              <Skeleton className="mt-6 h-2 w-full" />
            </li>
          ))}
    </ul>
  );
}

/** The bar ends at twice what may go wrong; the mark in its middle is the promise. */
const END = 2;

function Gauge({ target }: { target: Target }) {
  const { title, how } = targetWords[target.code];
  const share = spent(target);
  const { text, tone } = verdict(target);
  const over = share !== null && share > 1;
  return (
    <li className="flex flex-col bg-surface p-5">
      <div className="flex min-h-6 items-start justify-between gap-3">
        <h3 className="text-sm font-medium">{title}</h3>
        <Badge tone={tone}>{text}</Badge>
      </div>
      <p className="mt-4 flex flex-wrap items-baseline gap-x-2.5 gap-y-1 whitespace-nowrap">
        <span className="display figures text-[2.25rem] leading-none">{actualOf(target)}</span>
        <span className="text-[0.8125rem] text-faint">aim {aimOf(target)}</span>
      </p>
      <div
        className="relative mt-5 h-2 rounded-full bg-sunken ring-1 ring-line"
        role="img"
        aria-label={
          share === null
            ? "Nothing to measure yet"
            : target.unit === "seconds"
              ? `${percent(share)} of the longest mean wait that is allowed`
              : `${percent(share)} of the misses that are allowed`
        }
      >
        {share !== null && (
          <span
            className={cn("absolute inset-y-0 left-0 rounded-full transition-[width]", over ? "bg-harm" : "bg-live")}
            style={{ width: `${Math.max(1, Math.min(1, share / END) * 100)}%` }}
          />
        )}
        <span className="absolute -inset-y-1 left-1/2 w-0.5 -translate-x-1/2 rounded-full bg-text" />
      </div>
      <p aria-hidden className="mt-1.5 flex justify-between text-[0.6875rem] text-faint">
        <span>{target.unit === "seconds" ? "no wait" : "no misses"}</span>
        <span>limit</span>
        <span>twice</span>
      </p>
      <p className="mt-3 text-[0.8125rem] leading-5 text-soft">
        <span className="figures">Of {sampleOf(target)}.</span> <span className="text-faint">{how}</span>
      </p>
    </li>
  );
}
