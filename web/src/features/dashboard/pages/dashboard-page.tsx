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
import { dayIn, dayLabel, lastDays } from "@/lib/range";
import { sessionQuery } from "@/lib/session";
import { useTitle } from "@/lib/use-title";
import { analyticsQuery, metricsQuery } from "../api/dashboard";
import { Cards } from "../components/cards";
import { Endings } from "../components/endings";
import { MeasuresPanels } from "../components/measures-panel";
import { RecentCalls, TodayBookings } from "../components/recent";
import { cards, endings } from "../figures";

const link = "text-[0.8125rem] font-medium text-accent-text underline-offset-4 hover:underline";

export function DashboardPage({ search }: { search: DashboardSearch }) {
  useTitle("Dashboard · Ringwright");
  const navigate = useNavigate();
  const { data: session } = useQuery(sessionQuery);
  const zone = session?.organisation.timeZone ?? viewerZone();
  const [now] = useState(() => Date.now());
  const days = search.days ?? 30;
  const metrics = useQuery(metricsQuery(days));
  const analytics = useQuery(analyticsQuery(lastDays(days, dayIn(zone, now))));
  const error = (metrics.error && !metrics.data) || (analytics.error && !analytics.data) ? (metrics.error ?? analytics.error) : null;
  const { data } = analytics;
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
      {error ? (
        <ProblemNotice
          error={error}
          onRetry={() => {
            void metrics.refetch();
            void analytics.refetch();
          }}
        />
      ) : (
        <div className={cn("space-y-6 transition-opacity duration-(--calm)", (metrics.isPlaceholderData || analytics.isPlaceholderData) && "opacity-60")}>
          <Cards cards={metrics.data && cards(metrics.data.cards)} then={`in the ${days} days before`} />
          <div className="grid items-start gap-6 xl:grid-cols-[1.6fr_1fr]">
            <Panel id="calls-title" title="Day by day" aside={<Link to="/console/insights" className={link}>All insights</Link>}>
              {data ? (
                <LineChart
                  label="Calls by day"
                  points={data.callsByDay.map(({ day }) => dayLabel(day))}
                  series={[
                    { name: "Calls", colour: "var(--accent)", values: data.callsByDay.map(({ calls }) => calls) },
                    { name: "Picked up", colour: "var(--live)", dash: "2 4", values: data.callsByDay.map(({ answered }) => answered) },
                  ]}
                  format={(value) => value.toLocaleString(undefined, { maximumFractionDigits: 1 })}
                />
              ) : (
                <Skeleton className="h-64" />
              )}
            </Panel>
            <Panel id="endings-title" title="How calls ended">
              {data ? <Endings endings={endings(data)} /> : <Skeleton className="h-64" />}
            </Panel>
          </div>
          <div className="grid items-start gap-6 xl:grid-cols-2">
            <Panel id="recent-title" title="Newest calls" flush aside={<Link to="/console/calls" search={{}} className={link}>All calls</Link>}>
              <RecentCalls />
            </Panel>
            <Panel id="today-title" title="Booked today" flush aside={<Link to="/console/bookings" search={{}} className={link}>All bookings</Link>}>
              <TodayBookings />
            </Panel>
          </div>
          <MeasuresPanels days={days} />
        </div>
      )}
    </>
  );
}
