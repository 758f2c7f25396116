import { useQuery } from "@tanstack/react-query";
import { Grid3x3, Mic, MicOff, Phone, PhoneOff } from "lucide-react";
import { useRef, useState } from "react";
import type { Overview } from "@/api";
import { ReplyChart } from "@/components/operator/reply-chart";
import { LiveTranscript } from "@/components/operator/transcript";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Field } from "@/components/ui/field";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { clock } from "@/lib/format";
import { overviewQuery } from "@/lib/operator";
import { useMay } from "@/lib/roles";
import { useNow } from "@/lib/use-now";
import { useTitle } from "@/lib/use-title";
import { troubleWords } from "../call";
import { Gong, showLevels } from "../components/gong";
import { Keypad } from "../components/keypad";
import { WritingLine } from "../components/writing-line";
import { useCall, type Call } from "../use-call";

/** Calls an agent from the browser and shows what it hears, says, and how long it takes. */
export function VoicePage({ agent }: { agent: string | undefined }) {
  useTitle("Test call · Ringwright");
  const may = useMay("calls.write");
  const { data, error, refetch } = useQuery(overviewQuery);
  return (
    <>
      <PageHead title="Test call">Talk to an agent from here, as a caller does on the telephone. It counts as a call; nothing rings anywhere.</PageHead>
      {!may ? (
        <Empty title="For operators">Your role does not make calls. Somebody of your team who runs the day can.</Empty>
      ) : error && !data ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Booth agents={agentsOf(data)} asked={agent} />
      ) : (
        <Skeleton className="h-96 rounded-2xl" />
      )}
    </>
  );
}

interface Callee {
  id: string;
  name: string;
  /** The account that it belongs to, unless it is our own. */
  of: string | null;
}

/** Those whom our own voice speaks for stand first: they are meant for this. */
function agentsOf({ accounts }: Overview): Callee[] {
  const all = [...accounts].sort((a, b) => Number(b.vendor === "voice") - Number(a.vendor === "voice"));
  return all.flatMap((account) => account.agents.map(({ id, name }) => ({ id, name, of: account.vendor === "voice" ? null : account.name })));
}

function Booth({ agents, asked }: { agents: Callee[]; asked: string | undefined }) {
  const gong = useRef<HTMLDivElement>(null);
  const call = useCall((levels) => showLevels(gong.current, levels));
  const [chosen, setChosen] = useState(asked ?? agents[0]?.id ?? "");
  const [keys, setKeys] = useState(false);
  const now = useNow(1_000);
  const seconds = call.began === null ? 0 : ((call.ended ?? now) - call.began) / 1000;
  const busy = call.state === "opening" || call.state === "up";
  const name = agents.find((agent) => agent.id === chosen)?.name ?? "Agent";
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[20rem_1fr]">
      <section aria-label="The call" className="rounded-2xl border border-line bg-surface p-5 lg:sticky lg:top-8">
        <Field id="voice-agent" label="Agent">
          <Select id="voice-agent" className="w-full" value={chosen} disabled={busy} onChange={(event) => setChosen(event.target.value)}>
            {agents.length === 0 && <option value="">The one that answers unknown numbers</option>}
            {agents.map((agent) => (
              <option key={agent.id} value={agent.id}>
                {agent.of === null ? agent.name : `${agent.name}, ${agent.of}`}
              </option>
            ))}
          </Select>
        </Field>
        <div className="py-6">
          <Gong ref={gong} state={call.state} time={clock(seconds)} />
        </div>
        <Buttons call={call} keys={keys} onKeys={() => setKeys(!keys)} onCall={(microphone) => call.start(chosen === "" ? null : chosen, microphone)} />
        {keys && call.state === "up" && (
          <div className="mt-5">
            <Keypad onPress={call.press} />
          </div>
        )}
      </section>
      <div className="min-w-0 space-y-6">
        {call.trouble && (
          <Notice tone="harm" title={troubleWords[call.trouble].title}>
            {troubleWords[call.trouble].text}
          </Notice>
        )}
        <Panel id="said-title" title="What is said">
          {call.lines.length > 0 ? (
            <LiveTranscript lines={call.lines} agent={name} />
          ) : (
            <Empty title={busy ? "Nothing said yet" : "Nobody is on the line"} className="py-8">
              {busy ? "Words appear here as they are understood." : "Press Call and speak. A headset keeps the agent from hearing itself."}
            </Empty>
          )}
          {call.state === "up" && <WritingLine onWrite={call.write} />}
        </Panel>
        <Panel id="replies-title" title="How long replies took">
          {call.replies.length > 0 ? (
            <ReplyChart replies={call.replies} />
          ) : (
            <p className="text-sm leading-6 text-soft">From your last sound to the agent’s first, and what the time went into. Shown after the first reply.</p>
          )}
        </Panel>
      </div>
    </div>
  );
}

function Buttons({ call, keys, onKeys, onCall }: { call: Call; keys: boolean; onKeys: () => void; onCall: (microphone: boolean) => void }) {
  if (call.state === "idle" || call.state === "over") {
    return (
      <div className="space-y-2">
        <Button look="primary" size="lg" className="w-full" onClick={() => onCall(true)}>
          <Phone aria-hidden />
          {call.state === "over" ? "Call again" : "Call"}
        </Button>
        <Button look="ghost" size="sm" className="w-full" onClick={() => onCall(false)}>
          Call without a microphone
        </Button>
      </div>
    );
  }
  const Mark = call.muted ? MicOff : Mic;
  return (
    <div className="flex gap-2">
      <Button look="harm" size="lg" className="grow" onClick={call.hangUp}>
        <PhoneOff aria-hidden />
        Hang up
      </Button>
      <Button size="lg" className="px-4!" aria-label="Mute" aria-pressed={call.muted} disabled={call.state !== "up"} onClick={() => call.mute(!call.muted)}>
        <Mark aria-hidden className={call.muted ? "text-harm-text" : ""} />
      </Button>
      <Button size="lg" className="px-4!" aria-label="Keys" aria-expanded={keys} disabled={call.state !== "up"} onClick={onKeys}>
        <Grid3x3 aria-hidden />
      </Button>
    </div>
  );
}
