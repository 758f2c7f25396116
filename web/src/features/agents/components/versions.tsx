import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import type { AgentDetail, AgentVersion } from "@/api";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { ProblemNotice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Sheet } from "@/components/ui/sheet";
import { Skeleton } from "@/components/ui/skeleton";
import { moment } from "@/lib/format";
import { sayProblem } from "@/lib/operator";
import { differenceQuery, useRollBack } from "../api/agents";
import { Differences } from "./differences";

/** What was published, newest first; each can be compared with what is said now, and taken back. */
export function Versions({ agent, mayChange }: { agent: AgentDetail; mayChange: boolean }) {
  const [compared, setCompared] = useState<AgentVersion | null>(null);
  const [wanted, setWanted] = useState<AgentVersion | null>(null);
  return (
    <Panel id="versions-title" title="Versions" flush>
      {agent.versions.length === 0 ? (
        <p className="px-5 py-4 text-sm leading-6 text-soft">Each time you publish, what the agent is told is kept here.</p>
      ) : (
        <ol aria-label="Versions" className="divide-y divide-line">
          {agent.versions.map((version) => (
            <li key={version.number} className="px-5 py-3">
              <p className="flex items-center gap-2 text-sm font-medium">
                Version {version.number}
                {version.number === agent.published?.number && <Badge tone="live">Speaks now</Badge>}
              </p>
              {version.note && <p className="mt-0.5 text-sm leading-6 wrap-anywhere text-soft">{version.note}</p>}
              <p className="figures mt-0.5 text-[0.8125rem] text-faint">
                {moment(version.at)} by {version.by}
              </p>
              <div className="mt-2 flex gap-2">
                <Button size="sm" aria-label={`Compare version ${version.number} with the draft`} onClick={() => setCompared(version)}>
                  Compare
                </Button>
                {mayChange && version.number !== agent.published?.number && (
                  <Button look="ghost" size="sm" aria-label={`Go back to version ${version.number}`} onClick={() => setWanted(version)}>
                    <History aria-hidden />
                    Go back to it
                  </Button>
                )}
              </div>
            </li>
          ))}
        </ol>
      )}
      {compared && <Compare agent={agent} version={compared} onClose={() => setCompared(null)} />}
      {wanted && <GoBack agent={agent} version={wanted} onClose={() => setWanted(null)} />}
    </Panel>
  );
}

function Compare({ agent, version, onClose }: { agent: AgentDetail; version: AgentVersion; onClose: () => void }) {
  const { data, error, refetch } = useQuery(differenceQuery(agent.id, version.number, agent.draft.script));
  return (
    <Sheet open wide onOpenChange={(open) => !open && onClose()} title={`Version ${version.number} and the draft`} description="What went is red, what came is green.">
      {error && !data ? <ProblemNotice error={error} onRetry={() => void refetch()} /> : data ? <Differences fields={data.items} /> : <Skeleton className="h-40" />}
    </Sheet>
  );
}

function GoBack({ agent, version, onClose }: { agent: AgentDetail; version: AgentVersion; onClose: () => void }) {
  const rollBack = useRollBack(agent);
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Go back to version ${version.number}?`}
      confirm="Go back"
      keep="Leave it"
      pending={rollBack.isPending}
      onConfirm={() =>
        rollBack.mutate(version.number, {
          onSuccess: () => toast.success(`${agent.name} speaks as in version ${version.number} from the next call on.`),
          onError: sayProblem,
          onSettled: onClose,
        })
      }
    >
      {agent.name} says what it said then, from the next call on. Calls that are up go on as they began. Nothing is lost: every version stays.
    </Confirm>
  );
}
