import type { DomainEvent } from "@/api";
import { callState } from "@/lib/call-words";
import { capital, words } from "@/lib/format";
import { toolSentence } from "@/lib/tool-words";

type Said = Pick<DomainEvent, "kind" | "data">;
type Data = Record<string, unknown>;

const plain: Record<string, string> = {
  "live.answered": "The agent picked up",
  "live.switched": "Another vendor took over",
  "live.incident": "Something did not work",
  "live.resumed": "The connection came back, and the call went on",
  "live.ended": "The call ended",
  "recording.kept": "The recording is kept",
  "recording.deleted": "The recording was deleted",
};

const incidents: Record<string, string> = {
  dead_air: "The caller waited in silence",
  no_first_token: "The model did not answer in time",
  reply_broken: "The model broke off in a reply",
  empty_reply: "The model had no words",
  no_first_audio: "The voice did not come in time",
  recogniser_deaf: "The caller spoke, and no word was understood",
  recogniser_trouble: "Hearing did not work",
  model_trouble: "The model did not work",
  synthesiser_trouble: "The voice did not work",
  reply_given_up: "The caller was asked to say it again",
  tool_given_up: "A tool took too long",
  socket_lost: "The connection was lost",
  noise_too_long: "The agent spoke over a noise",
  turn_too_long: "The caller's side did not fall silent, and was answered",
  overflow: "Something too long was cut",
};

const tasks: Record<string, string> = { recogniser: "listens", model: "thinks", synthesiser: "speaks" };
const names: Record<string, string> = { openai: "OpenAI", elevenlabs: "ElevenLabs", pocketsphinx: "PocketSphinx", espeak: "eSpeak" };
const nameOf = (vendor: string): string => names[vendor] ?? capital(vendor);

/** What can be said only with what the event tells beside its kind. */
const closer: Record<string, (data: Data) => string | undefined> = {
  "live.incident": ({ incident }) => (typeof incident === "string" ? incidents[incident] : undefined),
  "live.switched": ({ part, from, to }) => {
    if (typeof part !== "string" || typeof from !== "string" || typeof to !== "string") return undefined;
    return `${nameOf(to)} ${tasks[part] ?? "works"} in place of ${nameOf(from)}`;
  },
  "live.tool_asked": ({ tool }) => (typeof tool === "string" ? `The agent asked ${tool}` : undefined),
  "live.tool_answered": ({ tool, outcome, millis }) =>
    typeof tool === "string" && typeof outcome === "string" ? toolSentence(tool, outcome, typeof millis === "number" ? millis : null) : undefined,
  "live.ended": ({ outcome }) => {
    if (typeof outcome !== "string") return undefined;
    // A call whose server stopped is found later, and has no better word for its end.
    const { label } = callState({ state: outcome === "lost" ? "abandoned" : outcome, ended: true });
    return `The call ended: ${label.charAt(0).toLowerCase()}${label.slice(1)}`;
  },
};

/** What an event says of a call, in words. */
export const eventWords = ({ kind, data }: Said): string => closer[kind]?.((data ?? {}) as Data) ?? plain[kind] ?? words(kind);

/** Replies and interruptions are told by the chart beside it. */
const inTheChart: readonly string[] = ["live.replied", "live.interrupted"];

/** What is told of what happened, newest first. */
export const told = <Event extends Said>(events: readonly Event[]): Event[] => events.filter(({ kind }) => !inTheChart.includes(kind)).reverse();
