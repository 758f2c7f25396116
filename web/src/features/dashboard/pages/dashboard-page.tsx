import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { LineChart } from "@/components/ui/chart";
import { Chips } from "@/components/ui/chips";
import { ProblemNotice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";
import type { DashboardSearch } from "@/lib/console-search";
import { viewerZone, zoneName } from "@/lib/format";
import { overviewQuery } from "@/lib/operator";
import { dayIn, dayLabel, lastDays } from "@/lib/range";
import { sessionQuery } from "@/lib/session";
import { useTitle } from "@/lib/use-title";
import { endingsQuery, periodQuery } from "../api/dashboard";
import { Cards } from "../components/cards";
import { Endings } from "../components/endings";
import { Recent } from "../components/recent";
import { before, cards, endings } from "../figures";

const link = "text-[0.8125rem] font-medium text-accent-text underline-offset-4 hover:underline";

export function DashboardPage({ search }: { search: DashboardSearch }) {
  useTitle("Dashboard · Ringwright");
  const navigate = useNavigate();
  const { data: session } = useQuery(sessionQuery);
  const { data: board } = useQuery(overviewQuery);
  const zone = session?.organisation.timeZone ?? viewerZone();
  const [now] = useState(() => Date.now());
  const days = search.days ?? 30;
  const range = lastDays(days, dayIn(zone, now));
  const period = useQuery(periodQuery(range));
  const earlier = useQuery(periodQuery(before(range)));
  const failed = useQuery(endingsQuery(range));
  const { data } = period;
  const then = `in the ${days} days before`;
  return (
    <>
      <PageHead
        title="Dashboard"
        actions={
          <Chips
            label="Days"
            value={String(days)}
            onChange={(next) => void navigate({ to: "/console/dashboard", search: next === "30" ? {} : { days: next === "7" ? 7 : 90 } })}
            chips={[
              { value: "7", label: "7 days" },
              { value: "30", label: "30 days" },
              { value: "90", label: "90 days" },
            ]}
          />
        }
      >
        How the business does, against the {days} days before.{zone !== viewerZone() && ` Days are those of ${zoneName(zone)}.`}
      </PageHead>
      {period.error && !data ? (
        <ProblemNotice error={period.error} onRetry={() => void period.refetch()} />
      ) : (
        <div className={cn("space-y-6 transition-opacity duration-(--calm)", period.isPlaceholderData && "opacity-60")}>
          <Cards cards={data && cards(data, earlier.isPlaceholderData ? undefined : earlier.data, board?.today.currency ?? "USD")} then={then} />
          <div className="grid items-start gap-6 xl:grid-cols-[1.6fr_1fr]">
            <Panel id="calls-title" title="Day by day" aside={<Link to="/console/insights" className={link}>All insights</Link>}>
              {data ? (
                <LineChart
                  label="Bookings and completed calls by day"
                  points={data.byDay.map((day) => dayLabel(day.day))}
                  series={[
                    { name: "Booked", colour: "var(--accent)", values: data.byDay.map((day) => day.booked) },
                    { name: "Completed", colour: "var(--live)", dash: "2 4", values: data.byDay.map((day) => day.completed) },
                  ]}
                  format={(value) => value.toLocaleString(undefined, { maximumFractionDigits: 1 })}
                />
              ) : (
                <Skeleton className="h-64" />
              )}
            </Panel>
            <Panel id="endings-title" title="How calls ended">
              {data ? <Endings endings={endings(data, failed.data)} /> : <Skeleton className="h-64" />}
            </Panel>
          </div>
          <div className="grid items-start gap-6 xl:grid-cols-[1.6fr_1fr]">
            <Panel id="recent-title" title="Newest bookings" flush aside={<Link to="/console/bookings" className={link}>All bookings</Link>}>
              <Recent />
            </Panel>
            <Panel id="now-title" title="At this moment" aside={<Link to="/console" className={link}>Switchboard</Link>}>
              <dl className="grid grid-cols-3 gap-4">
                <Now name="On the phone" value={board?.today.calling} />
                <Now name="Waiting" value={board?.today.inQueue} />
                <Now name="Booked today" value={board?.today.booked} />
              </dl>
            </Panel>
          </div>
        </div>
      )}
    </>
  );
}

function Now({ name, value }: { name: string; value: number | undefined }) {
  return (
    <div>
      <dt className="text-[0.8125rem] text-soft">{name}</dt>
      <dd className="display figures mt-1 text-[1.75rem] leading-8">{value ?? <Skeleton className="h-8 w-10" />}</dd>
    </div>
  );
}
