import type { Peaks } from "@/api";
import type { SpokenLine } from "@/components/operator/transcript";

/** As many bars as a wave has at most. */
const BARS = 240;

export interface Bar {
  /** From 0 to 1. */
  caller: number;
  agent: number;
}

/** How loud both sides were, in so many bars that a picture can show; each is as high as its loudest moment. */
export function bars({ caller, agent }: Peaks, most = BARS): Bar[] {
  const length = Math.max(caller.length, agent.length);
  const count = Math.min(most, length);
  const loudest = (side: readonly number[], from: number, to: number) => Math.max(0, ...side.slice(from, to)) / 255;
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * length) / count);
    const to = Math.max(from + 1, Math.floor(((index + 1) * length) / count));
    return { caller: loudest(caller, from, to), agent: loudest(agent, from, to) };
  });
}

/** The line that is heard at this second of the call: the last that had begun. */
export function lineAt(lines: readonly SpokenLine[], second: number): SpokenLine | null {
  return lines.filter((line) => line.after <= second).at(-1) ?? null;
}

/** Seconds between the beginning of the call and that of its recording. */
export const shiftOf = (callBegan: string, recordingBegan: string): number => (Date.parse(callBegan) - Date.parse(recordingBegan)) / 1000;

/** "0.4 MB", "35 kB". */
export function size(bytes: number): string {
  if (bytes < 100_000) return `${Math.max(1, Math.round(bytes / 1000))} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
