import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem, type VoiceConfig } from "@/api";
import { Button } from "@/components/ui/button";
import { described, Field, Textarea } from "@/components/ui/field";
import { ProblemNotice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { Switch } from "@/components/ui/switch";
import { useSaveVoice, voiceQuery } from "@/lib/business";
import { asSentence } from "@/lib/use-draft";
import type { StepProps } from "../steps";

/** What is said first. */
export function GreetingStep(props: StepProps) {
  const { data, error, refetch } = useQuery(voiceQuery);
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  return data ? <Greeting saved={data} {...props} /> : <Skeleton className="h-40" />;
}

function Greeting({ saved, onDone, foot }: StepProps & { saved: VoiceConfig }) {
  const save = useSaveVoice();
  const [voice, setVoice] = useState(saved);
  const problem = save.error ? asProblem(save.error) : null;
  const refused = problem && save.variables?.greeting === voice.greeting ? (problem.errors[0]?.message ?? problem.detail) : undefined;
  const error = refused && asSentence(refused);
  return (
    <>
      <div className="space-y-4">
        <Field id="greeting" label="First words" help="{{business}} and {{agent}} stand for their names." error={error}>
          <Textarea {...described("greeting", error)} maxLength={400} value={voice.greeting} onChange={(event) => setVoice({ ...voice, greeting: event.target.value })} />
        </Field>
        <Switch
          id="greeting-interruptible"
          label="Callers may interrupt"
          help="The agent falls silent as soon as somebody speaks."
          checked={voice.interruptible}
          onChange={(interruptible) => setVoice({ ...voice, interruptible })}
        />
      </div>
      {foot(
        <Button look="primary" pending={save.isPending} onClick={() => save.mutate(voice, { onSuccess: onDone })}>
          Continue
        </Button>,
      )}
    </>
  );
}
