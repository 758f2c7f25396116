import type { Call, CallDetail } from "@/api";
import type { SpokenLine } from "@/components/operator/transcript";
import { outcomeWords, type Tone } from "@/lib/booking-words";
import { words } from "@/lib/format";
import type { ReplyTimes } from "@/lib/replies";

const states: Record<string, { label: string; tone: Tone }> = {
  initiating: { label: "Dialling", tone: "live" },
  submission_unknown: { label: "Not sure yet", tone: "accent" },
  ringing: { label: "Ringing", tone: "live" },
  in_progress: { label: "On the phone", tone: "live" },
};

/** How our own agents' calls end. */
const endings: Record<string, { label: string; tone: Tone }> = {
  agent_done: { label: "The agent said goodbye", tone: "quiet" },
  caller_hung_up: { label: "The caller hung up", tone: "quiet" },
  caller_silent: { label: "The caller said nothing", tone: "quiet" },
  longest_reached: { label: "Talked to the full time", tone: "quiet" },
  socket_lost: { label: "Connection lost", tone: "harm" },
  vendors_down: { label: "A vendor did not work", tone: "harm" },
  abandoned: { label: "Its server stopped", tone: "harm" },
};

const good: readonly string[] = ["completed", "duration_reached"];

/** How a call stands or ended, in words. */
export function callState({ state, ended }: Pick<Call, "state" | "ended">): { label: string; tone: Tone } {
  if (!ended) return states[state] ?? { label: words(state), tone: "live" };
  if (state in outcomeWords) return { label: outcomeWords[state as keyof typeof outcomeWords], tone: good.includes(state) ? "quiet" : "harm" };
  return endings[state] ?? { label: words(state), tone: "quiet" };
}

/** What can be asked for in a list of calls. */
export const filters: readonly { value: string; label: string }[] = [
  { value: "live", label: "On the phone" },
  { value: "ended", label: "Over" },
  ...Object.entries(outcomeWords).map(([value, label]) => ({ value, label })),
  { value: "agent_done", label: "The agent said goodbye" },
  { value: "caller_hung_up", label: "The caller hung up" },
];

/** Who is on the line, as far as it is known. */
export const person = ({ name, phoneMasked, kind }: Pick<Call, "name" | "phoneMasked" | "kind">): string =>
  name ?? phoneMasked ?? (kind === "own" ? "From the browser" : "Unknown caller");

const happened: Record<string, string> = {
  "live.answered": "The agent picked up",
  "live.replied": "The agent replied",
  "live.interrupted": "The caller interrupted",
  "live.switched": "Another vendor took over",
  "live.incident": "A vendor did not work",
  "live.resumed": "The call went on",
  "live.ended": "The call ended",
  "recording.kept": "The recording is kept",
  "recording.deleted": "The recording was deleted",
};

/** What an event says of a call, in words. */
export const eventWords = (kind: string): string => happened[kind] ?? words(kind);

/** Seconds from the beginning of the call. */
export const secondOf = ({ call }: Pick<CallDetail, "call">, at: string): number =>
  Math.max(0, (Date.parse(at) - Date.parse(call.answeredAt ?? call.startedAt)) / 1000);

/** The transcript with times from the beginning of the call. */
export function linesOf({ call, transcript }: Pick<CallDetail, "call" | "transcript">): SpokenLine[] {
  return transcript.map(({ number, speaker, kind, words: said, at }) => ({
    number,
    speaker: speaker === "agent" ? "agent" : "caller",
    kind,
    words: said,
    after: secondOf({ call }, at),
  }));
}

/** How long replies took. */
export const timesOf = ({ turns }: Pick<CallDetail, "turns">): ReplyTimes[] =>
  turns.map(({ turn, asked, firstToken, firstAudio, decided, voiceToVoice }) => ({
    turn,
    askedMs: asked,
    firstTokenMs: firstToken,
    firstAudioMs: firstAudio,
    decidedMs: decided,
    voiceToVoiceMs: voiceToVoice,
  }));
