import { Play } from "lucide-react";
import { useState } from "react";
import { asProblem, type Tool, type ToolParameter } from "@/api";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { DraftInput, DraftSelect } from "@/components/ui/draft-field";
import { Notice } from "@/components/ui/notice";
import { took } from "@/lib/format";
import { readable } from "@/lib/json";
import { toolState } from "@/lib/tool-words";
import { useDraft, type Draft } from "@/lib/use-draft";
import { useTryTool } from "../api/agents";
import { argumentsOf, wrongArguments } from "../tools";

interface Props {
  agentId: string;
  /** Before the id of each field. */
  id: string;
  saved: Tool | undefined;
}

/** Asks a tool once, as a call would. */
export function TryTool({ agentId, id, saved }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <div className="border-t border-line pt-4">
      {open && saved ? (
        <TryForm agentId={agentId} id={id} tool={saved} />
      ) : (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Button size="sm" disabled={!saved} onClick={() => setOpen(true)}>
            <Play aria-hidden />
            Try it
          </Button>
          <p className="text-[0.8125rem] leading-5 text-faint">
            {saved ? "Your server is asked once, as a call would ask it." : "Save the draft first: what is tried is the tool as it was saved."}
          </p>
        </div>
      )}
    </div>
  );
}

function TryForm({ agentId, id, tool: { name, parameters } }: { agentId: string; id: string; tool: Tool }) {
  const tried = useTryTool(agentId, name);
  const draft = useDraft<Record<string, string>>({
    prefix: id,
    initial: Object.fromEntries(parameters.map((parameter) => [parameter.name, ""])),
    check: (values) => wrongArguments(parameters, values),
    error: tried.error,
    names: Object.fromEntries(parameters.map((parameter) => [`arguments.${parameter.name}`, parameter.name])),
  });
  const problem = tried.error ? asProblem(tried.error) : null;
  return (
    <form
      noValidate
      aria-label={`Try ${name}`}
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (tried.isPending) return;
        draft.submit((typed) => tried.mutate(argumentsOf(parameters, typed)));
      }}
    >
      <p className="text-sm font-medium">What the caller would have said</p>
      {parameters.length === 0 && <p className="text-[0.8125rem] leading-5 text-faint">It needs to know nothing.</p>}
      <div className="grid gap-3 sm:grid-cols-2">
        {parameters.map((parameter) => (
          <Argument key={parameter.name} draft={draft} parameter={parameter} />
        ))}
      </div>
      <Button size="sm" type="submit" pending={tried.isPending}>
        {!tried.isPending && <Play aria-hidden />}
        Ask it now
      </Button>
      {problem?.errors.length === 0 && (
        <Notice tone="harm" title={problem.detail}>
          {problem.remedy}
        </Notice>
      )}
      <div role="status">
        {tried.data && (
          <div className="appear space-y-2 pt-1">
            <p className="flex flex-wrap items-center gap-2.5 text-sm">
              <Badge tone={toolState(tried.data.outcome).tone}>{toolState(tried.data.outcome).label}</Badge>
              <span className="figures text-soft">{took(tried.data.millis)}</span>
            </p>
            <p className="text-[0.8125rem] leading-5 text-faint">What the agent would be told:</p>
            <CodeBlock label={`What ${name} answered`} text={readable(tried.data.result)} className="max-h-72!" />
          </div>
        )}
      </div>
    </form>
  );
}

function Argument({ draft, parameter: { name, kind, description, required, choices } }: { draft: Draft<Record<string, string>>; parameter: ToolParameter }) {
  const label = (
    <>
      <span className="font-mono">{name}</span>
      {!required && <span className="font-normal text-faint"> (may be empty)</span>}
    </>
  );
  const offered = kind === "yes_no" ? ["yes", "no"] : choices;
  if (offered.length > 0) {
    return (
      <DraftSelect draft={draft} field={name} label={label} help={description}>
        <option value="">{required ? "Choose" : "Not said"}</option>
        {offered.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </DraftSelect>
    );
  }
  return (
    <DraftInput
      draft={draft}
      field={name}
      label={label}
      help={description}
      autoComplete="off"
      {...(kind === "integer" ? { inputMode: "numeric" as const } : kind === "number" ? { inputMode: "decimal" as const } : {})}
    />
  );
}
