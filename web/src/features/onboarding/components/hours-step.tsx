import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Schedule } from "@/api";
import { WeekEditor } from "@/components/operator/week-editor";
import { Button } from "@/components/ui/button";
import { ProblemNotice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { scheduleQuery, useSaveSchedule } from "@/lib/business";
import { zoneName } from "@/lib/format";
import { hoursAWeek, wrongSchedule } from "@/lib/hours";
import { sayProblem } from "@/lib/operator";
import type { StepProps } from "../steps";

/** The opening hours of a usual week. */
export function HoursStep(props: StepProps) {
  const { data, error, refetch } = useQuery(scheduleQuery);
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  return data ? <Week saved={data} {...props} /> : <Skeleton className="h-72" />;
}

function Week({ saved, onDone, foot }: StepProps & { saved: Schedule }) {
  const save = useSaveSchedule();
  const [schedule, setSchedule] = useState(saved);
  const [tried, setTried] = useState(false);
  const wrong = wrongSchedule(schedule);
  const send = () => {
    setTried(true);
    if (Object.keys(wrong).length === 0) save.mutate(schedule, { onSuccess: onDone, onError: sayProblem });
  };
  return (
    <>
      <WeekEditor week={schedule.week} wrong={tried ? wrong : {}} onChange={(week) => setSchedule({ ...schedule, week })} />
      <p className="figures mt-3 text-[0.8125rem] text-faint">
        {hoursAWeek(schedule)} hours a week, in the time of {zoneName(schedule.timeZone)}.
      </p>
      {foot(
        <Button look="primary" pending={save.isPending} onClick={send}>
          Continue
        </Button>,
      )}
    </>
  );
}
