import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choice";
import { ProblemNotice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { businessQuery } from "@/lib/business";
import { sayProblem } from "@/lib/operator";
import { typesQuery, useApplyTemplate } from "../api/onboarding";
import type { StepProps } from "../steps";

/** What kind of business it is; its template is applied. */
export function KindStep({ onDone, foot }: StepProps) {
  const { data, error, refetch } = useQuery(typesQuery);
  const { data: business } = useQuery(businessQuery);
  const apply = useApplyTemplate();
  const [picked, setPicked] = useState<string | null>(null);
  const chosen = picked ?? business?.businessType ?? "";
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-72" />;
  // What was applied before is not applied again: it would undo what was changed since.
  const fresh = chosen !== "" && chosen !== business?.businessType;
  return (
    <>
      <fieldset className="grid gap-2 md:grid-cols-2">
        <legend className="sr-only">Kind of business</legend>
        {data.items.map((kind) => (
          <Choice key={kind.code} name="kind" value={kind.code} checked={kind.code === chosen} onChange={() => setPicked(kind.code)} title={kind.name} text={kind.description} />
        ))}
      </fieldset>
      {foot(
        <Button look="primary" disabled={chosen === ""} pending={apply.isPending} onClick={() => (fresh ? apply.mutate(chosen, { onSuccess: onDone, onError: sayProblem }) : onDone())}>
          Continue
        </Button>,
      )}
    </>
  );
}
