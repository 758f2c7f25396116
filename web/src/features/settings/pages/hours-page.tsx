import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import type { Schedule } from "@/api";
import { Badge } from "@/components/ui/badge";
import { ProblemNotice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { moment, zoneName } from "@/lib/format";
import { sayProblem } from "@/lib/operator";
import { useMay } from "@/lib/roles";
import { useTitle } from "@/lib/use-title";
import { openQuery, scheduleQuery, useSaveSchedule } from "@/lib/business";
import { SaveBar } from "@/components/operator/save-bar";
import { SettingsHead } from "../components/settings-head";
import { SpecialDays } from "../components/special-days";
import { WeekEditor } from "@/components/operator/week-editor";
import { hoursAWeek, wrongSchedule } from "@/lib/hours";

export function HoursPage() {
  useTitle("Hours · Ringwright");
  const { data, error, refetch } = useQuery(scheduleQuery);
  return (
    <>
      <SettingsHead />
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Editor key={JSON.stringify(data)} saved={data} />
      ) : (
        <Skeleton className="h-96 rounded-2xl" />
      )}
    </>
  );
}

function Editor({ saved }: { saved: Schedule }) {
  const save = useSaveSchedule();
  const { data: now } = useQuery(openQuery);
  const mayChange = useMay("organisation.write");
  const [schedule, setSchedule] = useState(saved);
  const [tried, setTried] = useState(false);
  const wrong = wrongSchedule(schedule);
  const shown = tried ? wrong : {};
  const send = () => {
    setTried(true);
    if (Object.keys(wrong).length > 0) return;
    save.mutate(schedule, { onSuccess: () => toast.success("The hours are saved."), onError: sayProblem });
  };
  return (
    <fieldset disabled={!mayChange} className="min-w-0">
      <legend className="sr-only">Opening hours</legend>
      <div className="grid items-start gap-6 xl:grid-cols-[1.15fr_1fr]">
        <Panel
          id="week-title"
          title="A usual week"
          aside={
            now && (
              <Badge tone={now.open ? "live" : "quiet"}>
                {now.open ? `Open${now.until ? ` until ${moment(now.until)}` : ""}` : `Closed${now.nextOpen ? `, opens ${moment(now.nextOpen)}` : ""}`}
              </Badge>
            )
          }
        >
          <WeekEditor week={schedule.week} wrong={shown} onChange={(week) => setSchedule({ ...schedule, week })} />
          <p className="figures mt-3 text-[0.8125rem] text-faint">
            {hoursAWeek(schedule)} hours a week, in the time of {zoneName(schedule.timeZone)}.
          </p>
        </Panel>
        <Panel id="special-title" title="Special days">
          <SpecialDays days={schedule.special} wrong={shown} onChange={(special) => setSchedule({ ...schedule, special })} />
        </Panel>
      </div>
      <SaveBar
        dirty={JSON.stringify(schedule) !== JSON.stringify(saved)}
        pending={save.isPending}
        what="The week"
        onReset={() => setSchedule(saved)}
        onSave={send}
      />
    </fieldset>
  );
}
