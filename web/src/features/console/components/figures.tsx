import type { ReactNode } from "react";
import type { Today } from "@/api";
import { Skeleton } from "@/components/ui/skeleton";
import { clock, money } from "@/lib/format";

export function Figures({ today }: { today: Today | undefined }) {
  return (
    <section aria-labelledby="today-title">
      <h2 id="today-title" className="sr-only">
        Today
      </h2>
      <dl className="grid grid-cols-2 overflow-hidden rounded-2xl border border-line bg-line gap-px sm:grid-cols-3 lg:grid-cols-5">
        <Figure name="Booked today" value={today?.booked} />
        <Figure name="Paid" value={today?.paid} />
        <Figure
          name="Completed"
          value={today?.completed}
          note={today && (today.failed + today.noAnswer > 0 ? `${today.failed} failed, ${today.noAnswer} not reached` : "none failed")}
        />
        <Figure
          name="Mean wait"
          value={today && (today.meanWaitSeconds === null ? "–" : clock(today.meanWaitSeconds))}
          note={today && (today.meanWaitSeconds === null ? "nobody has waited" : "minutes and seconds")}
        />
        <Figure
          name="Revenue"
          value={today && money(today.revenueMinor, today.currency)}
          note={today && today.refundedMinor > 0 ? `${money(today.refundedMinor, today.currency)} refunded` : undefined}
          className="col-span-2 sm:col-span-1"
        />
      </dl>
    </section>
  );
}

interface FigureProps {
  name: string;
  value: ReactNode;
  note?: string | undefined;
  className?: string;
}

function Figure({ name, value, note, className = "" }: FigureProps) {
  return (
    <div className={`bg-surface px-5 py-4 ${className}`}>
      <dt className="text-[0.8125rem] text-soft">{name}</dt>
      <dd className="mt-1.5">
        {value === undefined ? (
          <Skeleton className="h-8 w-16" />
        ) : (
          <span className="display figures block text-[2rem] leading-8">{value}</span>
        )}
        <span className="mt-1.5 block min-h-4 text-xs leading-4 text-faint">{note}</span>
      </dd>
    </div>
  );
}
