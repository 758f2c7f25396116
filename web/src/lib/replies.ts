/** How long a reply took, in milliseconds from the caller's last sound. */
export interface ReplyTimes {
  turn: number;
  /** The model was asked for what became the reply. */
  askedMs: number;
  firstTokenMs: number | null;
  firstAudioMs: number | null;
  /** Enough silence to be sure that the caller was done. */
  decidedMs: number | null;
  voiceToVoiceMs: number;
}

export interface Stage {
  code: "listened" | "thought" | "spoke" | "waited";
  from: number;
  to: number;
}

/** What was waited for in turn: silence, the model, the voice, and whether the caller was really done. */
export function stages(times: ReplyTimes): Stage[] {
  const marks: [Stage["code"], number | null][] = [
    ["listened", times.askedMs],
    ["thought", times.firstTokenMs],
    ["spoke", times.firstAudioMs],
    ["waited", times.voiceToVoiceMs],
  ];
  const found: Stage[] = [];
  let from = 0;
  for (const [code, mark] of marks) {
    if (mark === null) continue;
    // What was thought of before the caller's last sound took nobody's time.
    const to = Math.min(Math.max(mark, from), times.voiceToVoiceMs);
    if (to > from) found.push({ code, from, to });
    from = to;
  }
  return found;
}

/** The value that this share of the values is not above; nothing of nothing. */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
