import { timeOfDay } from "@/lib/format";

/** When the next free trial is possible, as people say it: "today at 10:40", "tomorrow at 10:40", "on Friday at 10:40". */
export function nextTrial(nextAt: string, now: Date = new Date()): string {
  const at = new Date(nextAt);
  const days = Math.round((new Date(at).setHours(0, 0, 0, 0) - new Date(now).setHours(0, 0, 0, 0)) / 86_400_000);
  const time = timeOfDay(at);
  if (days <= 0) return `today at ${time}`;
  if (days === 1) return `tomorrow at ${time}`;
  return `on ${new Intl.DateTimeFormat(undefined, { weekday: "long" }).format(at)} at ${time}`;
}
