import { CircleCheck } from "lucide-react";
import type { Ref } from "react";
import type { Plan, TrialAnswer } from "@/api";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { duration, money } from "@/lib/format";
import { nextTrial } from "../trial";

interface Props {
  answer: TrialAnswer | undefined;
  hours: number;
  plans: Plan[];
  onPlan: (code: string) => void;
  ref: Ref<HTMLDivElement>;
}

/** Says before anything is sent whether the free call can be had, and what can be had instead. */
export function TrialLine({ answer, hours, plans, onPlan, ref }: Props) {
  const paid = plans.filter((plan) => !plan.free);
  return (
    <div ref={ref} tabIndex={-1} role="status">
      {answer?.available === true && (
        <p className="appear flex items-start gap-2 text-sm leading-6 text-live-text">
          <CircleCheck aria-hidden className="mt-0.5 size-5 shrink-0" /> Your free call is ready to be booked.
        </p>
      )}
      {answer?.available === false && (
        <Notice
          title={
            answer.nextAt === null
              ? `You have had your free trial in the last ${hours} hours.`
              : `You have had your free trial. The next one is possible ${nextTrial(answer.nextAt)}.`
          }
          className="appear"
        >
          <p>There is one for each person in {hours} hours. {paid.length > 0 && "You can talk right away with one of these:"}</p>
          <div className="mt-3 flex flex-wrap gap-2">
            {paid.map((plan) => (
              <Button key={plan.code} size="sm" onClick={() => onPlan(plan.code)}>
                {plan.name}, {duration(plan.durationSeconds)}, {money(plan.priceMinor, plan.currency)}
              </Button>
            ))}
          </div>
        </Notice>
      )}
    </div>
  );
}
