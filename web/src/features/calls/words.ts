import type { Call, CallDetail } from "@/api";
import type { SpokenLine } from "@/components/operator/transcript";
import { outcomeWords } from "@/lib/booking-words";
import type { ReplyTimes } from "@/lib/replies";

/** What can be asked for in a list of calls. */
export const filters: readonly { value: string; label: string }[] = [
  { value: "live", label: "On the phone" },
  { value: "ended", label: "Over" },
  ...Object.entries(outcomeWords).map(([value, label]) => ({ value, label })),
  { value: "agent_done", label: "The agent said goodbye" },
  { value: "caller_hung_up", label: "The caller hung up" },
];

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
