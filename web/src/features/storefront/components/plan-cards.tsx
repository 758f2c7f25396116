import { Check } from "lucide-react";
import type { Plan } from "@/api";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";
import { duration, money } from "@/lib/format";

interface Props {
  plans: Plan[];
  chosen: string;
  onChoose: (code: string) => void;
}

const columns: Record<number, string> = {
  1: "max-w-md",
  2: "sm:grid-cols-2 max-w-3xl",
  3: "sm:grid-cols-2 lg:grid-cols-3",
};

export function PlanCards({ plans, chosen, onChoose }: Props) {
  return (
    <ul className={cn("grid gap-4", columns[plans.length] ?? "sm:grid-cols-2 xl:grid-cols-4")}>
      {plans.map((plan) => {
        const isChosen = plan.code === chosen;
        return (
          <li
            key={plan.code}
            className={cn(
              "flex flex-col rounded-panel border bg-surface p-6 transition-[border-color,box-shadow]",
              isChosen ? "border-accent-edge shadow-card ring-1 ring-accent-edge" : "border-line hover:border-accent-line",
            )}
          >
            <div className="flex min-h-6 flex-wrap items-start justify-between gap-2">
              <h3 className="text-[0.9375rem] font-semibold">{plan.name}</h3>
              {plan.badge && (
                <span className="rounded-full bg-accent-soft px-2.5 py-0.5 text-xs leading-5 font-semibold text-accent-text">{plan.badge}</span>
              )}
            </div>
            <p className="display figures mt-4 text-[2.75rem] leading-none">{plan.free ? "Free" : money(plan.priceMinor, plan.currency)}</p>
            <p className="mt-2.5 text-sm font-medium text-accent-text">up to {duration(plan.durationSeconds)}</p>
            <p className="mt-4 mb-6 grow text-sm leading-6 text-soft">
              {plan.description}
              {plan.minimumAge > 0 && <span className="mt-2 block text-faint">From {plan.minimumAge} years of age.</span>}
            </p>
            <Button look={isChosen ? "primary" : "plain"} onClick={() => onChoose(plan.code)} className="w-full">
              {isChosen && <Check aria-hidden strokeWidth={2.6} />}
              {isChosen ? "Chosen, continue" : "Choose"} <span className="sr-only">{plan.name}</span>
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

export function PlanSkeletons() {
  return (
    <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
      {[0, 1, 2, 3].map((n) => (
        <Skeleton key={n} className="h-72 rounded-panel" />
      ))}
    </div>
  );
}
