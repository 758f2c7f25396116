import type { SpokenLine } from "@/components/operator/transcript";
import type { ReplyTimes } from "@/lib/replies";

/** What the server says in a call from the browser. */
export type FromServer =
  | { event: "mark"; name: string }
  | { event: "clear" }
  | { event: "said"; number: number; speaker: "caller" | "agent"; kind: string; words: string }
  | { event: "replied"; times: ReplyTimes };

const number = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);

/** Reads a message; nothing for what is not known here. */
export function read(text: string): FromServer | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const fields = value as Record<string, unknown>;
  const { event, name, speaker, kind, words } = fields;
  if (event === "clear") return { event };
  if (event === "mark") return typeof name === "string" ? { event, name } : null;
  if (event === "said") {
    const at = number(fields.number);
    if (at === null || typeof words !== "string" || (speaker !== "caller" && speaker !== "agent")) return null;
    return { event, number: at, speaker, words, kind: typeof kind === "string" ? kind : "whole" };
  }
  if (event === "replied") {
    const [turn, askedMs, voiceToVoiceMs] = [number(fields.turn), number(fields.askedMs), number(fields.voiceToVoiceMs)];
    if (turn === null || askedMs === null || voiceToVoiceMs === null) return null;
    const [firstTokenMs, firstAudioMs, decidedMs] = [number(fields.firstTokenMs), number(fields.firstAudioMs), number(fields.decidedMs)];
    return { event, times: { turn, askedMs, firstTokenMs, firstAudioMs, decidedMs, voiceToVoiceMs } };
  }
  return null;
}

/** What is known of a call. */
export interface Told {
  lines: readonly SpokenLine[];
  replies: readonly ReplyTimes[];
}

export const nothingTold: Told = { lines: [], replies: [] };

/** What is known after a further message, so many seconds into the call. */
export function withMessage(told: Told, message: FromServer, after: number): Told {
  if (message.event === "said") {
    const { number: place, speaker, kind, words } = message;
    const others = told.lines.filter((line) => line.number !== place);
    const known = told.lines.find((line) => line.number === place);
    const line = { number: place, speaker, kind, words, after: known?.after ?? after };
    return { ...told, lines: [...others, line].sort((a, b) => a.number - b.number) };
  }
  if (message.event === "replied") {
    const { times } = message;
    return { ...told, replies: [...told.replies.filter((reply) => reply.turn !== times.turn), times] };
  }
  return told;
}

export type Trouble = "denied" | "no_microphone" | "not_secure" | "refused" | "lost" | "no_sound";

export const troubleWords: Record<Trouble, { title: string; text: string }> = {
  denied: { title: "The microphone is not allowed", text: "Allow it beside the address of this page, then call again. Or call without it." },
  no_microphone: { title: "There is no microphone", text: "Plug one in, then call again. Or call without it, to listen, to write and to press keys." },
  not_secure: { title: "The browser hides the microphone", text: "Browsers give it only to pages that come over https. Or call without it." },
  refused: { title: "The call was not taken", text: "The agent may be out of service, or all lines busy. Look at the agent's account, then call again." },
  lost: { title: "The connection broke", text: "What was said until then is kept. Call again when you are back online." },
  no_sound: { title: "The browser plays no sound", text: "Another program may hold the loudspeaker. Close it, then call again." },
};

/** What went wrong with the microphone or the loudspeaker, by what the browser threw. */
export function troubleOf(error: unknown): Trouble {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError") return "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "no_microphone";
  return name === "SecurityError" ? "not_secure" : "no_sound";
}
