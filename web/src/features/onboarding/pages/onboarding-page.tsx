import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { OnboardingProgress } from "@/api";
import { Button } from "@/components/ui/button";
import { PageHead } from "@/components/ui/page-head";
import { ProblemNotice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { onboardingSearch } from "@/lib/console-search";
import { sayProblem } from "@/lib/operator";
import { useTitle } from "@/lib/use-title";
import { progressQuery, useNoteProgress } from "../api/onboarding";
import { Checklist } from "../components/checklist";
import { GreetingStep } from "../components/greeting-step";
import { HoursStep } from "../components/hours-step";
import { KindStep } from "../components/kind-step";
import { ServicesStep } from "../components/services-step";
import { Steps } from "../components/steps";
import { TestStep } from "../components/test-step";
import { after, steps, type StepCode, type StepProps } from "../steps";

/** Five steps from nothing to the first call. */
export function OnboardingPage({ step }: { step: number | undefined }) {
  useTitle("Getting started · Ringwright");
  const { data, error, refetch } = useQuery(progressQuery);
  return (
    <>
      <PageHead title="Getting started">Five steps to an agent that answers. Each can be skipped and changed later in the settings.</PageHead>
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Wizard progress={data} at={Math.min(steps.length, Math.max(1, step ?? data.step))} />
      ) : (
        <Skeleton className="h-96 rounded-2xl" />
      )}
    </>
  );
}

const bodies: Record<StepCode, (props: StepProps) => ReactNode> = {
  kind: (props) => <KindStep {...props} />,
  hours: (props) => <HoursStep {...props} />,
  services: (props) => <ServicesStep {...props} />,
  greeting: (props) => <GreetingStep {...props} />,
  test: (props) => <TestStep {...props} />,
};

function Wizard({ progress, at }: { progress: OnboardingProgress; at: number }) {
  const note = useNoteProgress();
  const navigate = useNavigate();
  const step = steps[at - 1] ?? steps[0];
  const go = (to: number) => void navigate({ to: "/console/onboarding", search: onboardingSearch({ step: to }) });
  const leave = (how: "done" | "skipped") =>
    note.mutate(after(progress, step.code, how, new Date()), {
      onSuccess: () => {
        if (at === steps.length) void navigate({ to: "/console/dashboard", search: {} });
        else go(at + 1);
      },
      onError: sayProblem,
    });
  const foot = (action: ReactNode) => (
    <div className="mt-6 flex flex-wrap items-center justify-end gap-3 border-t border-line pt-5">
      {at > 1 && (
        <Button look="ghost" className="mr-auto" onClick={() => go(at - 1)}>
          Back
        </Button>
      )}
      {!progress.done.includes(step.code) && (
        <Button look="ghost" pending={note.isPending} onClick={() => leave("skipped")}>
          Skip this step
        </Button>
      )}
      {action}
    </div>
  );
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[13rem_minmax(0,1fr)] 2xl:grid-cols-[13rem_minmax(0,1fr)_20rem]">
      <Steps progress={progress} at={at} onGo={go} />
      <section aria-labelledby="step-title" className="min-w-0 rounded-2xl border border-line bg-surface p-5 sm:p-7">
        <p className="eyebrow">
          Step {at} of {steps.length}
        </p>
        <h2 id="step-title" className="display mt-1 text-2xl">
          {step.question}
        </h2>
        <p className="mt-1.5 max-w-xl text-sm leading-6 text-soft">{step.text}</p>
        <div className="mt-6">{bodies[step.code]({ onDone: () => leave("done"), foot })}</div>
      </section>
      <Checklist />
    </div>
  );
}
