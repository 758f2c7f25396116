import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Measures, Report } from "@/api";
import { CostList } from "@/components/operator/cost-list";
import { MeasuresTable } from "@/components/operator/measures-table";
import { LineChart } from "@/components/ui/chart";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { overviewQuery } from "@/lib/operator";
import { dayLabel } from "@/lib/range";
import { measuresQuery } from "../api/dashboard";

/** How fast our own agents reply, by day and agent, and what their calls cost. */
export function MeasuresPanels({ days }: { days: number }) {
  const { data, error, refetch } = useQuery(measuresQuery(days));
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[1.6fr_1fr]">
      {data ? <Speed report={data} /> : <Skeleton className="h-96 rounded-2xl" />}
      <Panel id="costs-title" title="What our own voice took">
        {!data ? <Skeleton className="h-32" /> : data.costs.calls === 0 ? <p className="text-sm leading-6 text-soft">Calls that our own agents hold are counted here.</p> : <CostList costs={data.costs} />}
      </Panel>
    </div>
  );
}

function Speed({ report }: { report: Report }) {
  const { data: board } = useQuery(overviewQuery);
  const [agent, setAgent] = useState("");
  const names = new Map(board?.accounts.flatMap((account) => account.agents.map(({ id, name }) => [id, name] as const)));
  const shown: Measures = report.agents.find((entry) => entry.agentId === agent)?.measures ?? report.all;
  const choice = report.agents.length > 1 && (
    <Select size="sm" aria-label="Agent" value={agent} onChange={(event) => setAgent(event.target.value)}>
      <option value="">All agents</option>
      {report.agents.map(({ agentId }) => (
        <option key={agentId} value={agentId}>
          {names.get(agentId) ?? agentId}
        </option>
      ))}
    </Select>
  );
  return (
    <Panel id="speed-title" title="How fast our own agents reply" aside={choice}>
      {report.all.voiceToVoice.count === 0 ? (
        <Empty title="No reply was measured yet">
          Every reply of an agent with our own voice is.{" "}
          <Link to="/console/voice" search={{}} className="font-medium text-accent-text underline underline-offset-4">
            Talk to one
          </Link>
          .
        </Empty>
      ) : (
        <>
          {report.days.length > 1 && (
            <div className="mb-6">
              <LineChart
                label="How long replies took by day, in milliseconds"
                points={report.days.map(({ day }) => dayLabel(day))}
                series={[
                  { name: "Half within", colour: "var(--accent)", values: report.days.map(({ measures }) => measures.voiceToVoice.p50) },
                  { name: "95 of 100 within", colour: "var(--line-strong)", dash: "2 4", values: report.days.map(({ measures }) => measures.voiceToVoice.p95) },
                ]}
                format={(value) => `${Math.round(value)}`}
                height={140}
              />
            </div>
          )}
          <MeasuresTable label="How long replies took" measures={shown} />
          {report.cut && <p className="mt-3 text-xs text-faint">There were more replies than are looked through: the oldest are left out.</p>}
        </>
      )}
    </Panel>
  );
}
