import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import type { ConsolePlan } from "@/api";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { bodyRow, cell, headRow, RowsSkeleton, Table, Th } from "@/components/ui/table";
import { cn } from "@/lib/cn";
import { duration, money, words } from "@/lib/format";
import { plansQuery, sayProblem } from "@/lib/operator";
import { useMay } from "@/lib/roles";
import { useTitle } from "@/lib/use-title";
import { useReorder } from "../api/plans";
import { PlanSheet } from "../components/plan-sheet";
import { moved } from "../form";

export function PlansPage() {
  useTitle("Plans · Ringwright");
  const { data, error, refetch } = useQuery(plansQuery);
  const [editing, setEditing] = useState<ConsolePlan | "new" | null>(null);
  const maySetUp = useMay("plans.write");
  const reorder = useReorder();
  const plans = [...(data?.items ?? [])].sort((a, b) => a.position - b.position);
  const move = (from: number, to: number) => reorder.mutate(moved(plans, from, to), { onError: sayProblem });

  return (
    <>
      <PageHead
        title="Plans"
        actions={
          maySetUp && (
            <Button look="primary" onClick={() => setEditing("new")}>
              <Plus aria-hidden />
              New plan
            </Button>
          )
        }
      >
        What the storefront sells, in the order in which visitors see it.
      </PageHead>
      {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(data ?? !error) && (
        <div className="overflow-hidden rounded-2xl border border-line bg-surface">
          {!data ? (
            <RowsSkeleton label="Loading the plans" rows={4} />
          ) : plans.length === 0 ? (
            <Empty title="Nothing is for sale yet">Make a first plan, perhaps a free one to try everything out.</Empty>
          ) : (
            <Table label="Plans">
              <thead className={headRow}>
                <tr>
                  <Th>Plan</Th>
                  <Th className="text-right">Price</Th>
                  <Th className="text-right">Length</Th>
                  <Th>Persona</Th>
                  <Th className="text-right">Priority</Th>
                  <Th>Age</Th>
                  <Th>State</Th>
                  {maySetUp && <Th className="w-32 text-right">Order</Th>}
                </tr>
              </thead>
              <tbody>
                {plans.map((plan, index) => (
                  <Row
                    key={plan.code}
                    plan={plan}
                    {...(maySetUp
                      ? {
                          onEdit: () => setEditing(plan),
                          onUp: index > 0 ? () => move(index, index - 1) : null,
                          onDown: index < plans.length - 1 ? () => move(index, index + 1) : null,
                        }
                      : {})}
                  />
                ))}
              </tbody>
            </Table>
          )}
        </div>
      )}
      {editing && (
        <PlanSheet plan={editing === "new" ? null : editing} plans={plans} onClose={() => setEditing(null)} />
      )}
    </>
  );
}

interface RowProps {
  plan: ConsolePlan;
  onEdit?: () => void;
  onUp?: (() => void) | null;
  onDown?: (() => void) | null;
}

function Row({ plan, onEdit, onUp, onDown }: RowProps) {
  const small = "size-8!";
  return (
    <tr className={cn(bodyRow, "max-md:grid max-md:grid-cols-[1fr_auto] max-md:gap-x-3 max-md:px-5 max-md:py-3", !plan.active && "text-soft")}>
      <th scope="row" className={cn(cell, "min-w-0 text-left font-normal max-md:p-0!")}>
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{plan.name}</span>
          {plan.badge && (
            <span className="rounded-full bg-accent-soft px-2 text-xs leading-5 font-semibold text-accent-text">{plan.badge}</span>
          )}
        </span>
        <span className="block truncate text-[0.8125rem] text-faint max-md:whitespace-normal md:max-w-md">
          <span className="md:hidden">
            {plan.priceMinor === 0 ? "Free" : money(plan.priceMinor, plan.currency)} · {duration(plan.durationSeconds)} ·{" "}
            {words(plan.persona)}
          </span>
          <span className="max-md:hidden">{plan.description}</span>
        </span>
      </th>
      <td className={cn(cell, "figures text-right font-medium max-md:hidden")}>
        {plan.priceMinor === 0 ? "Free" : money(plan.priceMinor, plan.currency)}
      </td>
      <td className={cn(cell, "text-right whitespace-nowrap text-soft max-md:hidden")}>{duration(plan.durationSeconds)}</td>
      <td className={cn(cell, "text-soft max-md:hidden")}>{words(plan.persona)}</td>
      <td className={cn(cell, "figures text-right text-soft max-md:hidden")}>{plan.priority}</td>
      <td className={cn(cell, "text-soft max-md:hidden")}>{plan.minimumAge > 0 ? `${plan.minimumAge}+` : "–"}</td>
      <td className={cn(cell, "max-md:p-0!")}>
        <Badge tone={plan.active ? "live" : "quiet"}>{plan.active ? "On sale" : "Withdrawn"}</Badge>
      </td>
      {onEdit && (
        <td className={cn(cell, "max-md:col-span-2 max-md:p-0! md:py-1.5")}>
          <div className="flex justify-end max-md:mt-1">
            <Button look="ghost" size="icon" className={small} aria-label={`Move ${plan.name} up`} title="Up" disabled={!onUp} onClick={() => onUp?.()}>
              <ArrowUp aria-hidden />
            </Button>
            <Button look="ghost" size="icon" className={small} aria-label={`Move ${plan.name} down`} title="Down" disabled={!onDown} onClick={() => onDown?.()}>
              <ArrowDown aria-hidden />
            </Button>
            <Button look="ghost" size="icon" className={small} aria-label={`Edit ${plan.name}`} title="Edit" onClick={onEdit}>
              <Pencil aria-hidden />
            </Button>
          </div>
        </td>
      )}
    </tr>
  );
}
