import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { asProblem, type AgentRow } from "@/api";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { DraftInput } from "@/components/ui/draft-field";
import { Empty } from "@/components/ui/empty";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { RowsSkeleton } from "@/components/ui/table";
import { words } from "@/lib/format";
import { useMay } from "@/lib/roles";
import { useDraft } from "@/lib/use-draft";
import { useTitle } from "@/lib/use-title";
import { agentsQuery, useAddAgent } from "../api/agents";

export function AgentsPage() {
  useTitle("Agents · Ringwright");
  const { data, error, refetch } = useQuery(agentsQuery);
  const mayChange = useMay("agents.write");
  const [adding, setAdding] = useState(false);
  return (
    <>
      <PageHead
        title="Agents"
        actions={
          mayChange && (
            <Button look="primary" onClick={() => setAdding(true)}>
              <Plus aria-hidden />
              New agent
            </Button>
          )
        }
      >
        Who speaks on the telephone, and in what words. What you change is a draft until you publish it.
      </PageHead>
      {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(data ?? !error) && (
        <div className="overflow-hidden rounded-2xl border border-line bg-surface">
          {!data ? (
            <RowsSkeleton label="Loading the agents" rows={3} />
          ) : data.items.length === 0 ? (
            <Empty title="Nobody answers yet">Make an agent and tell it who it is, what to say first, and what it may do.</Empty>
          ) : (
            <ul aria-label="Agents" className="divide-y divide-line">
              {data.items.map((agent) => (
                <Row key={agent.id} agent={agent} />
              ))}
            </ul>
          )}
        </div>
      )}
      {adding && <NewAgent onClose={() => setAdding(false)} />}
    </>
  );
}

function Row({ agent }: { agent: AgentRow }) {
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3.5 transition-colors hover:bg-sunken/60">
      <Link to="/console/agents/$id" params={{ id: agent.id }} className="min-w-0 grow truncate font-medium after:absolute after:inset-0">
        {agent.name}
      </Link>
      {!agent.active && <Badge tone="quiet">Out of service</Badge>}
      {agent.changed && agent.published !== null && <Badge tone="accent">Draft differs</Badge>}
      <Badge tone={agent.published === null ? "quiet" : "live"}>{agent.published === null ? "Not published" : `Version ${agent.published}`}</Badge>
      <span className="text-[0.8125rem] text-faint max-sm:w-full">{agent.vendor === "voice" ? "Our own voice" : words(agent.vendor)}</span>
    </li>
  );
}

function NewAgent({ onClose }: { onClose: () => void }) {
  const add = useAddAgent();
  const navigate = useNavigate();
  const draft = useDraft({
    prefix: "new-agent",
    initial: { name: "" },
    check: ({ name }) => (name.trim() === "" ? { name: "Give it the name that it says on the telephone." } : {}),
    error: add.error,
  });
  const problem = add.error ? asProblem(add.error) : null;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="New agent" description="It takes no calls until you publish its first words." focus="new-agent-name">
      <form
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (add.isPending) return;
          draft.submit(({ name }) => add.mutate(name.trim(), { onSuccess: ({ id }) => void navigate({ to: "/console/agents/$id", params: { id } }) }));
        }}
      >
        {problem?.errors.length === 0 && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        <DraftInput draft={draft} field="name" label="Name" maxLength={60} autoComplete="off" />
        <div className="flex justify-end gap-3">
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" look="primary" pending={add.isPending}>
            Make the agent
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
