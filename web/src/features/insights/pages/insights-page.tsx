import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { inputStyle } from "@/components/ui/field";
import { Chips } from "@/components/ui/chips";
import { ProblemNotice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";
import type { InsightSearch } from "@/lib/console-search";
import { viewerZone, zoneName } from "@/lib/format";
import { sessionQuery } from "@/lib/session";
import { useTitle } from "@/lib/use-title";
import { failuresQuery, funnelQuery, targetsQuery } from "../api/insights";
import { Failures } from "../components/failures";
import { ByDay, ByPlan, FunnelSteps } from "../components/funnel";
import { Targets } from "../components/targets";
import { dayIn, dayLabel, lastDays, rangeOf, targetDays, type Range } from "@/lib/range";

const heading = "mb-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1";

export function InsightsPage({ search }: { search: InsightSearch }) {
  useTitle("Insights · Ringwright");
  const { data: session } = useQuery(sessionQuery);
  const zone = session?.organisation.timeZone ?? viewerZone();
  const [now] = useState(() => Date.now());
  const today = dayIn(zone, now);
  const range = rangeOf(search, today);
  const targets = useQuery(targetsQuery(targetDays(range, today)));
  const funnel = useQuery(funnelQuery(range));
  const failures = useQuery(failuresQuery(range));

  return (
    <>
      <PageHead title="Insights" actions={<RangePicker range={range} today={today} />}>
        What was promised against what happened, and where people are lost.
        {zone !== viewerZone() && ` Days are those of ${zoneName(zone)}.`}
      </PageHead>
      <div className="space-y-10">
        <section aria-labelledby="targets-title">
          <div className={heading}>
            <h2 id="targets-title" className="display text-2xl">
              Service targets
            </h2>
            {targets.data && (
              <p className="figures text-[0.8125rem] text-faint">
                {dayLabel(targets.data.from.slice(0, 10))} to {dayLabel(targets.data.to.slice(0, 10))}
              </p>
            )}
          </div>
          {targets.error && !targets.data ? (
            <ProblemNotice error={targets.error} onRetry={() => void targets.refetch()} />
          ) : (
            <Targets answer={targets.data} />
          )}
        </section>

        <section aria-labelledby="funnel-title">
          <div className={heading}>
            <h2 id="funnel-title" className="display text-2xl">
              From visit to talk
            </h2>
          </div>
          {funnel.error && !funnel.data ? (
            <ProblemNotice error={funnel.error} onRetry={() => void funnel.refetch()} />
          ) : funnel.data ? (
            <div className={cn("grid items-start gap-6 transition-opacity xl:grid-cols-2", funnel.isPlaceholderData && "opacity-60")}>
              <Panel id="steps-title" title="Step by step">
                <FunnelSteps steps={funnel.data.steps} />
              </Panel>
              <Panel id="days-title" title="Day by day">
                <ByDay days={funnel.data.byDay} />
              </Panel>
              <Panel id="by-plan-title" title="Plan by plan" flush className="xl:col-span-2">
                <ByPlan plans={funnel.data.byPlan} />
              </Panel>
            </div>
          ) : (
            <div role="status" aria-label="Loading the funnel" className="grid gap-6 xl:grid-cols-2">
              <Skeleton className="h-80 rounded-2xl" />
              <Skeleton className="h-80 rounded-2xl" />
            </div>
          )}
        </section>

        <section aria-labelledby="failures-title">
          <div className={heading}>
            <h2 id="failures-title" className="display text-2xl">
              What went wrong
            </h2>
          </div>
          {failures.error && !failures.data ? (
            <ProblemNotice error={failures.error} onRetry={() => void failures.refetch()} />
          ) : failures.data ? (
            <Failures answer={failures.data} range={range} />
          ) : (
            <Skeleton className="h-64 rounded-2xl" />
          )}
        </section>
      </div>
    </>
  );
}

const spans = [7, 30, 90] as const;

function RangePicker({ range, today }: { range: Range; today: string }) {
  const navigate = useNavigate();
  const go = (next: Partial<Range>) => void navigate({ to: "/console/insights", search: { ...range, ...next } });
  const span = spans.find((days) => {
    const known = lastDays(days, today);
    return known.from === range.from && known.to === range.to;
  });
  const input = cn(inputStyle, "figures h-9 w-auto! min-w-0 rounded-lg! px-2.5! text-[0.8125rem]!");
  return (
    <>
      <Chips
        label="Days"
        value={span ? String(span) : "other"}
        onChange={(days) => go(lastDays(Number(days), today))}
        chips={spans.map((days) => ({ value: String(days), label: `${days} days` }))}
      />
      <span className="inline-flex items-center gap-1.5 text-[0.8125rem] text-faint">
        <input type="date" aria-label="From" value={range.from} max={range.to} onChange={(event) => event.target.value && go({ from: event.target.value })} className={input} />
        <span aria-hidden>–</span>
        <input type="date" aria-label="To" value={range.to} min={range.from} max={today} onChange={(event) => event.target.value && go({ to: event.target.value })} className={input} />
      </span>
    </>
  );
}
