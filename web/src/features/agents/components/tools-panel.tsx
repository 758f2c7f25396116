import { Plus } from "lucide-react";
import { toast } from "sonner";
import type { AgentDetail, FieldProblem, Script, Tool } from "@/api";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { asSentence } from "@/lib/use-draft";
import { blankTool, openAfter, openWithout, savedAs, TOOLS_MOST } from "../tools";
import { ToolCard } from "./tool-card";
import { ToolSecretRow } from "./tool-secret-row";

interface Props {
  agent: AgentDetail;
  words: Script;
  mayChange: boolean;
  /** What was refused of the words and still stands there. */
  refused: readonly FieldProblem[];
  /** The places of those that are open. */
  open: ReadonlySet<number>;
  onOpen: (change: (open: ReadonlySet<number>) => ReadonlySet<number>) => void;
  onChange: (change: (tools: Tool[]) => Tool[]) => void;
}

/** What the agent may ask servers of the business during a call. */
export function ToolsPanel({ agent, words, mayChange, refused, open, onOpen, onChange }: Props) {
  const { tools } = words;
  const wrong = refused.find(({ field }) => field === "tools");
  const add = () => {
    const at = tools.length;
    onChange((known) => [...known, blankTool]);
    onOpen((known) => new Set(known).add(at));
    requestAnimationFrame(() => document.getElementById(`tool-${at}-name`)?.focus());
  };
  const remove = (at: number) => {
    const gone = tools.slice(at, at + 1);
    const name = gone.map((tool) => tool.name).join("");
    onChange((known) => known.filter((_, index) => index !== at));
    onOpen((known) => openWithout(known, at));
    const undo = () => {
      onChange((known) => [...known.slice(0, at), ...gone, ...known.slice(at)]);
      onOpen((known) => openAfter(known, at));
    };
    toast(`${name === "" ? "The tool" : name} is removed.`, { action: { label: "Undo", onClick: undo } });
    requestAnimationFrame(() => document.getElementById("tools-add")?.focus());
  };
  return (
    <Panel id="tools-title" title="Tools" className="mt-6">
      <p className="max-w-2xl text-sm leading-6 text-soft">
        {tools.length === 0
          ? "A tool is an address of your own server that the agent asks during a call, and then goes on with the answer: where an order is, whether a table is free, what is owed."
          : "What the agent may ask your own server during a call."}
      </p>
      {tools.length > 0 && (
        <ul aria-label="Tools" className="mt-4 space-y-3">
          {tools.map((tool, at) => (
            <li key={at}>
              <ToolCard
                agentId={agent.id}
                at={at}
                tool={tool}
                saved={savedAs(tool, agent.draft.script.tools)}
                allowed={tool.action === null || words.actions[tool.action]}
                mayChange={mayChange}
                refused={refused}
                open={open.has(at)}
                onOpen={(wanted) =>
                  onOpen((known) => {
                    const next = new Set(known);
                    if (wanted) next.add(at);
                    else next.delete(at);
                    return next;
                  })
                }
                onChange={(change) => onChange((known) => known.map((entry, index) => (index === at ? { ...entry, ...change } : entry)))}
                onRemove={() => remove(at)}
              />
            </li>
          ))}
        </ul>
      )}
      {wrong && <p className="mt-3 text-[0.8125rem] text-harm-text">{asSentence(wrong.message)}</p>}
      {mayChange && (
        <>
          {tools.length < TOOLS_MOST ? (
            <Button id="tools-add" size="sm" className="mt-4" onClick={add}>
              <Plus aria-hidden />
              Add a tool
            </Button>
          ) : (
            <p className="mt-4 text-[0.8125rem] text-faint">{TOOLS_MOST} is the most; remove one to add another.</p>
          )}
          <ToolSecretRow />
        </>
      )}
    </Panel>
  );
}
