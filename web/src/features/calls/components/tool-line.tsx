import { ChevronRight, Wrench } from "lucide-react";
import type { CallTool } from "@/api";
import { Badge } from "@/components/ui/badge";
import { CodeBlock } from "@/components/ui/code-block";
import { took } from "@/lib/format";
import { readable } from "@/lib/json";
import { toolState } from "@/lib/tool-words";

const waiting = { label: "Is being asked", tone: "accent" } as const;
const unknown = { label: "No answer known", tone: "quiet" } as const;

/** What a tool was asked and brought; the words of both open below. */
export function ToolLine({ tool: { name, arguments: asked, outcome, result, millis }, ended }: { tool: CallTool; ended: boolean }) {
  const { label, tone } = outcome === null ? (ended ? unknown : waiting) : toolState(outcome);
  return (
    <details className="group rounded-card border border-line bg-sunken/60">
      <summary className="flex items-center gap-2.5 rounded-card px-3 py-1.5 text-sm hover:bg-sunken">
        <Wrench aria-hidden className="size-3.5 shrink-0 text-faint" />
        <span className="flex min-w-0 grow flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className="sr-only">The agent asked </span>
          <span className="min-w-0 font-mono text-[0.8125rem] font-medium wrap-anywhere">{name}</span>
          <Badge tone={tone}>{label}</Badge>
          {millis !== null && <span className="figures text-xs text-faint">{took(millis)}</span>}
        </span>
        <ChevronRight aria-hidden className="size-4 shrink-0 text-faint transition-transform duration-(--quick) group-open:rotate-90" />
      </summary>
      <div className="space-y-3 border-t border-line p-3">
        <Text title="What it was told" name={name} text={asked} />
        {result !== null && <Text title="What it brought" name={name} text={result} />}
      </div>
    </details>
  );
}

function Text({ title, name, text }: { title: string; name: string; text: string }) {
  return (
    <div>
      <p className="mb-1.5 text-xs font-medium text-soft">{title}</p>
      <CodeBlock label={`${title}: ${name}`} text={readable(text)} className="max-h-60! bg-surface!" />
    </div>
  );
}
