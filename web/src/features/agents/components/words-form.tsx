import { Plus, X } from "lucide-react";
import type { ActionCode, AgentDetail, Script } from "@/api";
import { Button } from "@/components/ui/button";
import { described, Field, Input, inputStyle, Textarea } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { cn } from "@/lib/cn";
import { actionWords, usedVariables } from "../words";

const actions = Object.keys(actionWords) as ActionCode[];

/** Names that every text may use. */
const builtIn: readonly string[] = ["business", "agent"];

interface Props {
  agent: Pick<AgentDetail, "vendor" | "modelProviders" | "voiceProviders">;
  words: Script;
  onChange: (change: Partial<Script>) => void;
  errorAt: (field: string) => string | undefined;
}

/** Everything that an agent is told. */
export function WordsForm({ agent, words, onChange, errorAt }: Props) {
  const own = agent.vendor === "voice";
  const asSet = own ? "as in the settings" : "as the vendor has it";
  const missing = usedVariables(words.instructions, words.firstMessage, words.persona).filter((name) => !builtIn.includes(name) && !words.variables.some((entry) => entry.name === name));
  return (
    <div className="space-y-6">
      <Panel id="words-title" title="What it says">
        <div className="space-y-4">
          <Field id="agent-persona" label="Who it is" help="In its own second person: “You are {{agent}}, who answers the telephone of {{business}}.”" error={errorAt("persona")}>
            <Textarea {...described("agent-persona", errorAt("persona"))} className="min-h-16!" value={words.persona} onChange={(event) => onChange({ persona: event.target.value })} />
          </Field>
          <Field id="agent-firstMessage" label="First words" help="Empty: the greeting of the settings." error={errorAt("firstMessage")}>
            <Textarea {...described("agent-firstMessage", errorAt("firstMessage"))} className="min-h-16!" value={words.firstMessage} onChange={(event) => onChange({ firstMessage: event.target.value })} />
          </Field>
          <Field
            id="agent-instructions"
            label="Instructions"
            help={
              agent.vendor === "retell"
                ? "What to find out, what to offer, what never to say. Retell puts them where its agent's own prompt says {{instructions}}."
                : "What to find out, what to offer, what never to say. {{name}} stands for a variable."
            }
            error={errorAt("instructions")}
            aside={<span className="figures text-xs text-faint">{words.instructions.length} characters</span>}
          >
            <Textarea {...described("agent-instructions", errorAt("instructions"))} className="min-h-72! leading-6!" value={words.instructions} onChange={(event) => onChange({ instructions: event.target.value })} />
          </Field>
        </div>
      </Panel>
      <div className="grid items-start gap-6 2xl:grid-cols-2">
        <Panel id="sound-title" title="How it sounds">
          <div className="grid gap-4 sm:grid-cols-2">
            <Plain field="language" label="Language" help="Such as en, or pt-BR." words={words} onChange={onChange} errorAt={errorAt} />
            {!own && (
              <Offered id="agent-voice-provider" label="Whose voice" empty="As the vendor has it" offered={agent.voiceProviders} value={words.voice.provider} error={errorAt("voice.provider")} onChange={(provider) => onChange({ voice: { ...words.voice, provider } })} />
            )}
            <Field id="agent-voice" label="Voice" help={`Its id. Empty: ${asSet}.`} error={errorAt("voice.voiceId")}>
              <Input
                {...described("agent-voice", errorAt("voice.voiceId"))}
                maxLength={80}
                spellCheck={false}
                autoComplete="off"
                value={words.voice.voiceId}
                onChange={(event) => onChange({ voice: { ...words.voice, voiceId: event.target.value } })}
              />
            </Field>
            <Offered id="agent-provider" label="Who thinks" empty={own ? "Whoever is first at hand" : "As the vendor has it"} offered={agent.modelProviders} value={words.provider} error={errorAt("provider")} onChange={(provider) => onChange({ provider })} />
            <Plain field="model" label="Model" help={own ? "Empty: the usual one." : "Empty: as the vendor has it."} words={words} onChange={onChange} errorAt={errorAt} />
          </div>
        </Panel>
        <Panel id="may-title" title="What it may do">
          <div className="grid gap-3 sm:grid-cols-2">
            {actions.map((code) => (
              <Switch key={code} id={`agent-action-${code}`} label={actionWords[code]} checked={words.actions[code]} onChange={(on) => onChange({ actions: { ...words.actions, [code]: on } })} />
            ))}
          </div>
        </Panel>
      </div>
      <Variables words={words} onChange={onChange} missing={missing} error={errorAt("variables")} />
    </div>
  );
}

interface OfferedProps {
  id: string;
  label: string;
  /** What it means to choose nobody. */
  empty: string;
  offered: readonly string[];
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

/** A choice of what is on offer. What was chosen and is no longer on offer stays until another is. */
function Offered({ id, label, empty, offered, value, error, onChange }: OfferedProps) {
  const all = value === "" || offered.includes(value) ? offered : [...offered, value];
  return (
    <Field id={id} label={label} error={error}>
      <Select {...described(id, error)} className="w-full" value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{empty}</option>
        {all.map((name) => (
          <option key={name} value={name}>
            {offered.includes(name) ? name : `${name} (not on offer)`}
          </option>
        ))}
      </Select>
    </Field>
  );
}

function Plain({ field, label, help, words, onChange, errorAt }: Omit<Props, "agent"> & { field: "language" | "model"; label: string; help: string }) {
  const error = errorAt(field);
  return (
    <Field id={`agent-${field}`} label={label} help={help} error={error}>
      <Input {...described(`agent-${field}`, error)} maxLength={80} spellCheck={false} autoComplete="off" value={words[field]} onChange={(event) => onChange({ [field]: event.target.value })} />
    </Field>
  );
}

function Variables({ words: { variables }, onChange, missing, error }: { words: Script; onChange: Props["onChange"]; missing: readonly string[]; error: string | undefined }) {
  const set = (index: number, change: Partial<Script["variables"][number]>) =>
    onChange({ variables: variables.map((entry, at) => (at === index ? { ...entry, ...change } : entry)) });
  const add = (name: string) => onChange({ variables: [...variables, { name, value: "" }] });
  const input = cn(inputStyle, "h-9 rounded-lg! px-2.5! text-sm!");
  return (
    <Panel id="variables-title" title="Variables">
      <p className="text-sm leading-6 text-soft">What the words name as {"{{name}}"}, written once: an address, a price, a person.</p>
      {variables.length > 0 && (
        <ul aria-label="Variables" className="mt-3 space-y-2">
          {variables.map((entry, index) => (
            <li key={index} className="grid grid-cols-[9rem_1fr_auto] gap-2 max-sm:grid-cols-[1fr_auto]">
              <input aria-label={`Name of variable ${index + 1}`} className={cn(input, "font-mono")} maxLength={40} spellCheck={false} value={entry.name} onChange={(event) => set(index, { name: event.target.value })} />
              <input aria-label={`What stands for ${entry.name || `variable ${index + 1}`}`} placeholder="What stands in its place" className={cn(input, "max-sm:order-last max-sm:col-span-2")} maxLength={2000} value={entry.value} onChange={(event) => set(index, { value: event.target.value })} />
              <Button look="ghost" size="icon" aria-label={`Remove ${entry.name || `variable ${index + 1}`}`} onClick={() => onChange({ variables: variables.filter((_, at) => at !== index) })}>
                <X aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
      {error && <p className="mt-2 text-[0.8125rem] text-harm-text">{error}</p>}
      <div className="mt-3 flex flex-wrap gap-2">
        <Button size="sm" onClick={() => add("")}>
          <Plus aria-hidden />
          Add a variable
        </Button>
        {missing.map((name) => (
          <Button key={name} look="ghost" size="sm" onClick={() => add(name)}>
            <Plus aria-hidden />
            {name}, which the words use
          </Button>
        ))}
      </div>
    </Panel>
  );
}
