import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus } from "lucide-react";
import { useState } from "react";
import type { ConsoleAgent, Account } from "@/api";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { bodyRow, cell, headRow, RowsSkeleton, Table, Th } from "@/components/ui/table";
import { cn } from "@/lib/cn";
import { words } from "@/lib/format";
import { useMay } from "@/lib/roles";
import { agentsQuery } from "../api/lines";
import { AgentSheet } from "./agent-sheet";

export function AgentsPanel({ accounts }: { accounts: Account[] }) {
  const { data, error, refetch } = useQuery(agentsQuery);
  const [editing, setEditing] = useState<ConsoleAgent | "new" | null>(null);
  const maySetUp = useMay("agents.write");
  const carriers = accounts.filter((account) => account.kind !== "payments");
  const add = maySetUp && carriers.length > 0 && (
    <Button size="sm" onClick={() => setEditing("new")}>
      <Plus aria-hidden />
      Add an agent
    </Button>
  );
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-2xl text-sm text-soft">
          An agent speaks: an assistant at the vendor, the number it calls from, and the persona that plans ask for.
        </p>
        {add}
      </div>
      {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(data ?? !error) && (
        <div className="overflow-hidden rounded-2xl border border-line bg-surface">
          {!data ? (
            <RowsSkeleton label="Loading the agents" rows={3} />
          ) : data.items.length === 0 ? (
            <Empty title="Nobody speaks yet">
              {carriers.length === 0
                ? "Add an account that carries calls first; agents belong to one."
                : "Add an agent with its assistant and number, and the lines of its account can be used."}
            </Empty>
          ) : (
            <Table label="Agents">
              <thead className={headRow}>
                <tr>
                  <Th>Agent</Th>
                  <Th>Persona</Th>
                  <Th>Account</Th>
                  <Th>Assistant and number</Th>
                  <Th className="text-right">In use</Th>
                  <Th className="text-right">Priority</Th>
                  <Th>State</Th>
                  {maySetUp && (
                    <Th className="w-14">
                      <span className="sr-only">Actions</span>
                    </Th>
                  )}
                </tr>
              </thead>
              <tbody>
                {data.items.map((agent) => (
                  <Row key={agent.id} agent={agent} {...(maySetUp ? { onEdit: () => setEditing(agent) } : {})} />
                ))}
              </tbody>
            </Table>
          )}
        </div>
      )}
      {editing && (
        <AgentSheet
          {...(editing === "new" ? {} : { agent: editing })}
          accounts={carriers}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  );
}

function Row({ agent, onEdit }: { agent: ConsoleAgent; onEdit?: () => void }) {
  return (
    <tr className={cn(bodyRow, "max-md:grid max-md:grid-cols-[1fr_auto_auto] max-md:items-center max-md:gap-x-2 max-md:px-5 max-md:py-3", !agent.active && "text-soft")}>
      <th scope="row" className={cn(cell, "min-w-0 text-left font-medium max-md:p-0!")}>
        {agent.name}
        <span className="block truncate text-[0.8125rem] font-normal text-faint md:hidden">
          {words(agent.persona)} · {agent.accountName} · {agent.live}/{agent.lines}
        </span>
      </th>
      <td className={cn(cell, "text-soft max-md:hidden")}>{words(agent.persona)}</td>
      <td className={cn(cell, "text-soft max-md:hidden")}>{agent.accountName}</td>
      <td className={cn(cell, "max-w-56 max-md:hidden")}>
        <span className="block truncate font-mono text-xs text-soft" title={agent.assistantRef}>
          {agent.assistantRef || "–"}
        </span>
        <span className="block truncate font-mono text-xs text-faint" title={agent.numberRef}>
          {agent.numberRef || "–"}
        </span>
      </td>
      <td className={cn(cell, "figures text-right max-md:hidden")}>
        <span className="font-medium">{agent.live}</span> <span className="text-faint">of {agent.lines}</span>
      </td>
      <td className={cn(cell, "figures text-right max-md:hidden")}>{agent.priority}</td>
      <td className={cn(cell, "max-md:p-0!")}>
        <Badge tone={agent.active ? "live" : "quiet"}>{agent.active ? "Active" : "Retired"}</Badge>
      </td>
      {onEdit && (
        <td className={cn(cell, "text-right max-md:p-0! md:py-1.5")}>
          <Button look="ghost" size="icon" className="size-8!" aria-label={`Edit ${agent.name} of ${agent.accountName}`} title="Edit" onClick={onEdit}>
            <Pencil aria-hidden />
          </Button>
        </td>
      )}
    </tr>
  );
}
