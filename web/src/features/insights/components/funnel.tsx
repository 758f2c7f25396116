import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Funnel as Answer, FunnelStep } from "@/api";
import { Chips } from "@/components/ui/chips";
import { Empty } from "@/components/ui/empty";
import { LineChart, type Series } from "@/components/ui/chart";
import { bodyRow, cell, headRow, Table, Th } from "@/components/ui/table";
import { cn } from "@/lib/cn";
import { money } from "@/lib/format";
import { plansQuery } from "@/lib/operator";
import { dayLabel } from "@/lib/range";
import { percent, shortSteps, stages, stepWords } from "../words";

export function FunnelSteps({ steps }: { steps: Answer["steps"] }) {
  const shown = stages(steps);
  const first = shown[0]?.count ?? 0;
  const last = shown.at(-1)?.count ?? 0;
  if (shown.every((stage) => stage.count === 0)) {
    return <Empty title="Nobody came in these days">Share the storefront's address; visits are counted from the first one on.</Empty>;
  }
  return (
    <>
      <ol className="space-y-3">
        {shown.map((stage, index) => (
          <li key={stage.code}>
            <div className="flex items-baseline gap-3 text-sm">
              <span className="font-medium">{stepWords[stage.code]}</span>
              {stage.kept !== null && (
                <span className="figures text-[0.8125rem] text-faint">
                  {percent(stage.kept)} kept
                  {stage.lost > 0 && <span className="max-sm:hidden">, {stage.lost.toLocaleString()} left before it</span>}
                </span>
              )}
              <span className="figures ml-auto font-semibold">{stage.count.toLocaleString()}</span>
            </div>
            <div className="mt-1.5 h-3 overflow-hidden rounded-full bg-sunken">
              <div
                className={cn("h-full rounded-full", index === shown.length - 1 ? "bg-live" : "bg-accent")}
                style={{ width: `${Math.max(stage.count > 0 ? 0.6 : 0, stage.width * 100)}%` }}
              />
            </div>
          </li>
        ))}
      </ol>
      {first > 0 && (
        <p className="mt-4 border-t border-line pt-3 text-[0.8125rem] text-soft">
          Of every 100 visits <strong className="figures font-semibold text-text">{(Math.round((last / first) * 1_000) / 10).toLocaleString()}</strong>{" "}
          end in a completed call.
        </p>
      )}
    </>
  );
}

export function ByPlan({ plans }: { plans: Answer["byPlan"] }) {
  const { data: known } = useQuery(plansQuery);
  const names = new Map(known?.items.map((plan) => [plan.code, plan.name]));
  if (plans.length === 0) return <Empty title="No bookings in these days" />;
  return (
    <Table label="By plan">
      <thead className={headRow}>
        <tr>
          <Th>Plan</Th>
          <Th className="text-right">Booked</Th>
          <Th className="text-right">Paid</Th>
          <Th className="text-right">Connected</Th>
          <Th className="text-right">Completed</Th>
          <Th className="text-right">Kept</Th>
          <Th className="text-right">Revenue</Th>
        </tr>
      </thead>
      <tbody>
        {plans.map((plan) => (
          <tr key={`${plan.plan} ${plan.currency}`} className={cn(bodyRow, "max-md:grid max-md:grid-cols-[1fr_auto] max-md:px-5 max-md:py-3")}>
            <th scope="row" className={cn(cell, "text-left font-medium max-md:p-0!")}>
              {names.get(plan.plan) ?? plan.plan}
              <span className="figures block text-[0.8125rem] font-normal text-faint md:hidden">
                {plan.booked} booked, {plan.paid} paid, {plan.completed} completed
              </span>
            </th>
            <td className={cn(cell, "figures text-right max-md:hidden")}>{plan.booked.toLocaleString()}</td>
            <td className={cn(cell, "figures text-right max-md:hidden")}>{plan.paid.toLocaleString()}</td>
            <td className={cn(cell, "figures text-right max-md:hidden")}>{plan.connected.toLocaleString()}</td>
            <td className={cn(cell, "figures text-right max-md:hidden")}>{plan.completed.toLocaleString()}</td>
            <td className={cn(cell, "figures text-right text-soft max-md:hidden")}>{plan.booked > 0 ? percent(plan.completed / plan.booked) : "–"}</td>
            <td className={cn(cell, "figures text-right font-medium max-md:p-0!")}>
              {[{ currency: plan.currency, amountMinor: plan.revenueMinor }, ...plan.otherRevenue]
                .filter(({ amountMinor }) => amountMinor > 0)
                .map(({ currency, amountMinor }) => money(amountMinor, currency))
                .join(", ") || "–"}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

const colours: Partial<Record<FunnelStep, Pick<Series, "colour" | "dash">>> = {
  visit: { colour: "var(--line-strong)", dash: "2 4" },
  form: { colour: "var(--accent-text)", dash: "6 4" },
  booked: { colour: "var(--accent)" },
  paid: { colour: "var(--text-soft)", dash: "6 4" },
  completed: { colour: "var(--live)", dash: "2 4" },
};

const views = {
  bookings: ["booked", "paid", "completed"],
  visits: ["visit", "form", "booked"],
} as const satisfies Record<string, readonly FunnelStep[]>;

export function ByDay({ days }: { days: Answer["byDay"] }) {
  const [view, setView] = useState<keyof typeof views>("bookings");
  const series = views[view].map((step) => ({
    name: shortSteps[step],
    values: days.map((day) => day[step]),
    colour: "var(--accent)",
    ...colours[step],
  }));
  return (
    <>
      <div className="mb-5">
        <Chips
          label="What to draw"
          value={view}
          onChange={setView}
          chips={[
            { value: "bookings", label: "Bookings" },
            { value: "visits", label: "Visits" },
          ]}
        />
      </div>
      <LineChart
        label={`${series.map((line) => line.name).join(", ")} by day`}
        points={days.map((day) => dayLabel(day.day))}
        series={series}
        format={(value) => value.toLocaleString(undefined, { maximumFractionDigits: 1 })}
      />
    </>
  );
}
