import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { moment } from "@/lib/format";

export interface Moment {
  key: number;
  at: string;
  /** In place of the time of day. */
  shown?: string;
  title: ReactNode;
  body?: ReactNode;
}

/** What happened, newest first. */
export function Timeline({ moments, className }: { moments: Moment[]; className?: string }) {
  return (
    <ol className={cn("relative", className)}>
      {moments.map((entry, index) => (
        <li key={entry.key} className="appear relative grid grid-cols-[1.25rem_1fr] gap-x-3 pb-5 last:pb-0">
          {index < moments.length - 1 && <span aria-hidden className="absolute top-4 bottom-0 left-[9px] w-px bg-line" />}
          <span
            aria-hidden
            className={cn(
              "mt-1 ml-[3px] size-3.5 rounded-full border-2",
              index === 0 ? "border-accent bg-accent ring-4 ring-accent/15" : "border-line-strong/60 bg-surface",
            )}
          />
          <div className="grid min-w-0 grid-cols-[1fr_auto] items-baseline gap-x-4">
            <div className={cn("min-w-0 text-[0.9375rem] leading-6", index === 0 ? "font-medium" : "text-soft")}>{entry.title}</div>
            <time dateTime={entry.at} className="figures text-[0.8125rem] whitespace-nowrap text-faint">
              {entry.shown ?? moment(entry.at)}
            </time>
            {entry.body && <div className="col-span-2 min-w-0">{entry.body}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
