import type { Call, CallDetail, DomainEvent } from "@/api";
import type { SpokenLine } from "@/components/operator/transcript";
import { outcomeWords } from "@/lib/booking-words";
import { words } from "@/lib/format";
import type { ReplyTimes } from "@/lib/replies";
import { toolSentence } from "@/lib/tool-words";

/** What can be asked for in a list of calls. */
export const filters: readonly { value: string; label: string }[] = [
  { value: "live", label: "On the phone" },
  { value: "ended", label: "Over" },
  ...Object.entries(outcomeWords).map(([value, label]) => ({ value, label })),
  { value: "agent_done", label: "The agent said goodbye" },
  { value: "caller_hung_up", label: "The caller hung up" },
];

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

/** Incidents that are no vendor's fault. */
const incidents: Record<string, string> = {
  noise_too_long: "The agent spoke over a noise",
  overflow: "Something too long was cut",
  reply_given_up: "The caller was asked to say it again",
  socket_lost: "The connection was lost",
  tool_given_up: "A lookup took too long",
  turn_too_long: "The caller's side did not fall silent, and was answered",
};

/** What an event says of a call, in words. */
export function eventWords({ kind, data }: Pick<DomainEvent, "kind" | "data">): string {
  const { tool, outcome, millis, incident } = (data ?? {}) as Record<string, unknown>;
  if (typeof tool === "string") {
    if (kind === "live.tool_asked") return `The agent asked ${tool}`;
    if (kind === "live.tool_answered" && typeof outcome === "string") return toolSentence(tool, outcome, typeof millis === "number" ? millis : null);
  }
  const special = kind === "live.incident" && typeof incident === "string" ? incidents[incident] : undefined;
  return special ?? happened[kind] ?? words(kind);
}

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

/** Why no words of a call are here. */
export function noWords({ kind, ended, answeredAt }: Pick<Call, "kind" | "ended" | "answeredAt">): { title: string; text: string } {
  if (ended && answeredAt === null) return { title: "Nobody spoke", text: "The call ended before anybody picked up." };
  if (kind === "booked") return { title: "The words are elsewhere", text: "The vendor that holds this call keeps what is said." };
  if (!ended) return { title: "Nothing said yet", text: "Words appear here as they are understood." };
  return { title: "No words of this call are here", text: "Nobody said anything, or what was said was kept for its time and is deleted." };
}
