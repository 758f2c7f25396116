import { ChevronRight, Plus, Trash2 } from "lucide-react";
import type { FieldProblem, Tool, ToolAction, ToolParameter } from "@/api";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { described, Field, Input, Textarea } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { asSentence } from "@/lib/use-draft";
import { blankParameter, PARAMETERS_MOST } from "../tools";
import { actionWords } from "../words";
import { ParameterFields } from "./parameter-fields";
import { TryTool } from "./try-tool";

const actions: readonly ToolAction[] = ["book", "reschedule", "cancel", "takeMessage", "sendSms"];

interface Props {
  agentId: string;
  /** Its place among the tools. */
  at: number;
  tool: Tool;
  /** The same as the draft has it, once it is saved as it stands here. */
  saved: Tool | undefined;
  /** Whether the agent may do what the tool carries out. */
  allowed: boolean;
  mayChange: boolean;
  refused: readonly FieldProblem[];
  open: boolean;
  onOpen: (open: boolean) => void;
  onChange: (change: Partial<Tool>) => void;
  onRemove: () => void;
}

/** One tool, by its name; what it is opens below. */
export function ToolCard({ agentId, at, tool, saved, allowed, mayChange, refused, open, onOpen, onChange, onRemove }: Props) {
  const name = tool.name || `tool ${at + 1}`;
  const id = `tool-${at}`;
  const own = refused.filter(({ field }) => `${field}.`.startsWith(`tools.${at}.`));
  const errorAt = (field: string) => {
    const path = `tools.${at}.${field}`;
    // What is wrong with one of the things that it needs is said there.
    const found = own.find((entry) => entry.field === path || (field !== "parameters" && entry.field.startsWith(`${path}.`)));
    return found && asSentence(found.message);
  };
  const whole = own.find(({ field }) => field === `tools.${at}`);
  return (
    <details open={open} onToggle={(event) => onOpen(event.currentTarget.open)} className="group rounded-card border border-line bg-surface">
      <summary className="flex items-center gap-2.5 rounded-card px-3 py-2.5 hover:bg-sunken/60">
        <ChevronRight aria-hidden className="size-4 shrink-0 text-faint transition-transform duration-(--quick) group-open:rotate-90" />
        <span className="min-w-0 grow">
          {tool.name ? <span className="font-mono text-sm font-medium wrap-anywhere">{tool.name}</span> : <span className="text-sm font-medium text-soft">A new tool</span>}
          {!open && tool.description && <span className="block truncate text-[0.8125rem] text-faint">{tool.description}</span>}
        </span>
        {own.length > 0 ? <Badge tone="harm">Needs a look</Badge> : !allowed && <Badge tone="accent">Not offered</Badge>}
      </summary>
      <div className="space-y-4 border-t border-line p-4 max-sm:p-3">
        {whole && <p className="text-[0.8125rem] text-harm-text">{asSentence(whole.message)}</p>}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field id={`${id}-name`} label="Name" help="Small letters, digits and underscores, such as find_order." error={errorAt("name")}>
            <Input
              {...described(`${id}-name`, errorAt("name"))}
              className="font-mono text-sm!"
              maxLength={40}
              spellCheck={false}
              autoCapitalize="none"
              autoComplete="off"
              value={tool.name}
              onChange={(event) => onChange({ name: event.target.value })}
            />
          </Field>
          <Field
            id={`${id}-action`}
            label="What it does"
            help={tool.action === null ? undefined : allowed ? "Offered only where the business may do that too." : "The agent may not do that at the moment, so it is not offered this tool. See “What it may do”."}
            error={errorAt("action")}
          >
            <Select
              {...described(`${id}-action`, errorAt("action"), tool.action !== null)}
              className="w-full"
              value={tool.action ?? ""}
              onChange={(event) => onChange({ action: event.target.value === "" ? null : (event.target.value as ToolAction) })}
            >
              <option value="">Only looks something up</option>
              {actions.map((code) => (
                <option key={code} value={code}>
                  {actionWords[code]}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        <Field id={`${id}-description`} label="When to use it" help="For the agent: what the tool finds out or does, and when to ask it." error={errorAt("description")}>
          <Textarea
            {...described(`${id}-description`, errorAt("description"))}
            className="min-h-16!"
            maxLength={1000}
            value={tool.description}
            onChange={(event) => onChange({ description: event.target.value })}
          />
        </Field>
        <Field id={`${id}-url`} label="Address" help="Of your server, by https. The caller waits while it is asked: let it answer within two seconds. After ten, nobody waits." error={errorAt("url")}>
          <Input
            {...described(`${id}-url`, errorAt("url"))}
            type="url"
            inputMode="url"
            spellCheck={false}
            autoComplete="off"
            placeholder="https://example.com/find-order"
            value={tool.url}
            onChange={(event) => onChange({ url: event.target.value })}
          />
        </Field>
        <Parameters id={id} name={name} tool={tool} mayChange={mayChange} errorAt={errorAt} onChange={(parameters) => onChange({ parameters })} />
        {mayChange && (
          <>
            <TryTool key={JSON.stringify(saved)} agentId={agentId} id={`${id}-try`} saved={saved} />
            <div className="flex justify-end border-t border-line pt-3">
              <Button look="harm-quiet" size="sm" aria-label={`Remove ${name}`} onClick={onRemove}>
                <Trash2 aria-hidden />
                Remove
              </Button>
            </div>
          </>
        )}
      </div>
    </details>
  );
}

interface ParametersProps {
  id: string;
  /** What the tool is called here. */
  name: string;
  tool: Tool;
  mayChange: boolean;
  errorAt: (field: string) => string | undefined;
  onChange: (parameters: ToolParameter[]) => void;
}

/** What the agent finds out from the caller before it asks. */
function Parameters({ id, name, tool: { parameters }, mayChange, errorAt, onChange }: ParametersProps) {
  const error = errorAt("parameters");
  const add = () => {
    const at = parameters.length;
    onChange([...parameters, blankParameter]);
    requestAnimationFrame(() => document.getElementById(`${id}-parameter-${at}-name`)?.focus());
  };
  return (
    <fieldset>
      <legend className="text-sm font-medium">What it needs to know</legend>
      <p className="mt-1 text-[0.8125rem] leading-5 text-faint">The agent finds it out from the caller, and your server gets it with the question.</p>
      {parameters.length > 0 && (
        <ul aria-label={`What ${name} needs to know`} className="mt-3 space-y-3">
          {parameters.map((parameter, at) => (
            <li key={at}>
              <ParameterFields
                id={`${id}-parameter-${at}`}
                at={at}
                parameter={parameter}
                mayChange={mayChange}
                errorAt={(field) => errorAt(`parameters.${at}.${field}`)}
                onChange={(change) => onChange(parameters.map((entry, index) => (index === at ? { ...entry, ...change } : entry)))}
                onRemove={() => onChange(parameters.filter((_, index) => index !== at))}
              />
            </li>
          ))}
        </ul>
      )}
      {error && <p className="mt-2 text-[0.8125rem] text-harm-text">{error}</p>}
      {mayChange && parameters.length < PARAMETERS_MOST && (
        <Button size="sm" look="ghost" className="mt-2 -ml-2" aria-label={`Add something that ${name} needs to know`} onClick={add}>
          <Plus aria-hidden />
          Add something
        </Button>
      )}
    </fieldset>
  );
}
