import type { ConsolePlan, Content } from "@/api";
import { Themed } from "@/components/operator/themed";
import { duration, money } from "@/lib/format";

const usual: Content["theme"] = { accent: "#b7791f", look: "hotline", mode: "auto" };

/** The plan as visitors see it. */
export function PlanPreview({ plan, theme = usual }: { plan: ConsolePlan; theme?: Content["theme"] | undefined }) {
  return (
    <Themed theme={theme} className="rounded-2xl border border-line p-5">
      <div className="flex flex-col rounded-2xl border border-line bg-surface p-6">
        <div className="flex min-h-6 flex-wrap items-start justify-between gap-2">
          <p className="text-[0.9375rem] font-semibold">{plan.name || "Name of the plan"}</p>
          {plan.badge && (
            <span className="rounded-full bg-accent-soft px-2.5 py-0.5 text-xs leading-5 font-semibold text-accent-text">{plan.badge}</span>
          )}
        </div>
        <p className="display figures mt-4 text-[2.5rem] leading-none">
          {plan.priceMinor === 0 ? "Free" : money(plan.priceMinor, plan.currency)}
        </p>
        <p className="mt-2.5 text-sm font-medium text-accent-text">
          {plan.durationSeconds > 0 ? `up to ${duration(plan.durationSeconds)}` : "no time yet"}
        </p>
        <p className="mt-4 text-sm leading-6 wrap-anywhere text-soft">
          {plan.description || "What somebody gets for it, in a sentence."}
          {plan.minimumAge > 0 && <span className="mt-2 block text-faint">From {plan.minimumAge} years of age.</span>}
        </p>
        <span aria-hidden className="mt-6 flex h-10 items-center justify-center rounded-card bg-accent text-sm font-semibold text-on-accent">
          Choose
        </span>
      </div>
      {plan.disclosure && (
        <p className="mt-4 text-[0.8125rem] leading-5 wrap-anywhere text-soft">
          <span className="text-faint">At the consent: </span>
          {plan.disclosure}
        </p>
      )}
    </Themed>
  );
}
