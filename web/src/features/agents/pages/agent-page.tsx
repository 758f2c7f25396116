import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, Mic } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { toast } from "sonner";
import { asProblem, type AgentDetail } from "@/api";
import { SaveBar } from "@/components/operator/save-bar";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { Skeleton } from "@/components/ui/skeleton";
import { useMay } from "@/lib/roles";
import { asSentence } from "@/lib/use-draft";
import { useTitle } from "@/lib/use-title";
import { agentQuery, useSaveDraft } from "../api/agents";
import { PublishSheet } from "../components/publish-sheet";
import { ToolsPanel } from "../components/tools-panel";
import { Versions } from "../components/versions";
import { WordsForm } from "../components/words-form";
import { refusedTools } from "../tools";
import { standing } from "../words";

export function AgentPage({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(agentQuery(id));
  useTitle(`${data?.name ?? "Agent"} · Ringwright`);
  return (
    <>
      <Link to="/console/agents" className="mb-3 inline-flex items-center gap-1.5 text-sm text-soft hover:text-text">
        <ArrowLeft aria-hidden className="size-4" />
        Agents
      </Link>
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Editor key={id} agent={data} />
      ) : (
        <Skeleton className="h-96 rounded-2xl" />
      )}
    </>
  );
}

function Editor({ agent }: { agent: AgentDetail }) {
  const save = useSaveDraft(agent);
  const mayChange = useMay("agents.write");
  const mayCall = useMay("calls.write");
  const kept = JSON.stringify(agent.draft.script);
  const [words, setWords] = useState(agent.draft.script);
  const [begun, setBegun] = useState(kept);
  // Another draft takes the place of the one that was worked on; what is open on the page stays open.
  if (begun !== kept) {
    setBegun(kept);
    setWords(agent.draft.script);
  }
  const [publishing, setPublishing] = useState(false);
  const [openTools, setOpenTools] = useState<ReadonlySet<number>>(new Set());
  const dirty = JSON.stringify(words) !== kept;
  const problem = save.error ? asProblem(save.error) : null;
  const refused = problem && save.variables ? standing(problem.errors, save.variables, words) : [];
  const errorAt = (field: string) => {
    const found = refused.find((entry) => entry.field === field || entry.field.startsWith(`${field}.`));
    return found && asSentence(found.message);
  };
  const [answered, setAnswered] = useState<Error | null>(null);
  if (save.error && save.error !== answered) {
    setAnswered(save.error);
    setOpenTools(new Set([...openTools, ...refusedTools(refused)]));
  }
  const form = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    const first = save.error ? form.current?.querySelector<HTMLElement>("[aria-invalid]") : null;
    // In the middle, so that the bar below doesn't lie on it.
    first?.focus({ preventScroll: true });
    first?.scrollIntoView({ block: "center" });
  }, [save.error]);
  return (
    <>
      <PageHead
        title={
          <span className="flex flex-wrap items-center gap-3">
            {agent.name}
            <Badge tone={agent.published ? "live" : "quiet"}>{agent.published ? `Version ${agent.published.number}` : "Not published"}</Badge>
            {agent.published && agent.draft.changed && <Badge tone="accent">Draft differs</Badge>}
          </span>
        }
        actions={
          <>
            {mayCall && agent.active && agent.published && (
              <Button asChild>
                <Link to="/console/voice" search={{ agent: agent.id }}>
                  <Mic aria-hidden />
                  Call it
                </Link>
              </Button>
            )}
            {mayChange && (
              <Button look="primary" disabled={dirty || (agent.published !== null && !agent.draft.changed)} title={dirty ? "Save the draft first." : undefined} onClick={() => setPublishing(true)}>
                Publish…
              </Button>
            )}
          </>
        }
      />
      {problem?.errors.length === 0 && (
        <Notice tone="harm" title={problem.detail} className="mb-6">
          {problem.remedy}
        </Notice>
      )}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <fieldset ref={form} disabled={!mayChange} className="min-w-0">
          <legend className="sr-only">The words of {agent.name}</legend>
          <WordsForm agent={agent} words={words} onChange={(change) => setWords({ ...words, ...change })} errorAt={errorAt} />
          {agent.vendor === "voice" && (
            <ToolsPanel
              agent={agent}
              words={words}
              mayChange={mayChange}
              refused={refused}
              open={openTools}
              onOpen={setOpenTools}
              onChange={(change) => setWords((known) => ({ ...known, tools: change(known.tools) }))}
            />
          )}
          <SaveBar
            dirty={dirty}
            pending={save.isPending}
            what="The draft"
            onReset={() => setWords(agent.draft.script)}
            onSave={() => save.mutate(words, { onSuccess: () => toast.success("The draft is saved. Callers hear it once it is published.") })}
          />
        </fieldset>
        <Versions agent={agent} mayChange={mayChange} />
      </div>
      {publishing && <PublishSheet agent={agent} onClose={() => setPublishing(false)} />}
    </>
  );
}
