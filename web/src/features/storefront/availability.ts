import type { Availability } from "@/api";
import { wait } from "@/lib/format";

export interface AvailabilityWords {
  open: boolean;
  short: string;
  rest: string;
}

/** The honest line about how soon the phone would ring. */
export function availabilityWords(now: Availability): AvailabilityWords {
  if (now.totalLines === 0) {
    return { open: false, short: "No line is open", rest: "your call would wait until one opens" };
  }
  if (now.freeLines > 0 && now.queued === 0) {
    return {
      open: true,
      short: `${now.freeLines} ${now.freeLines === 1 ? "line" : "lines"} free`,
      rest: "you would be called right away",
    };
  }
  const time = now.expectedWaitSeconds === null ? "the wait is not known yet" : wait(now.expectedWaitSeconds);
  if (now.queued === 0) return { open: false, short: "All lines are busy", rest: `you would be next, ${time}` };
  return { open: false, short: `${now.queued} ahead of you`, rest: time };
}
