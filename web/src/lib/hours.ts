import type { Hours, Interval, Weekday } from "@/api";

export const weekdays: readonly { code: Weekday; label: string }[] = [
  { code: "mon", label: "Monday" },
  { code: "tue", label: "Tuesday" },
  { code: "wed", label: "Wednesday" },
  { code: "thu", label: "Thursday" },
  { code: "fri", label: "Friday" },
  { code: "sat", label: "Saturday" },
  { code: "sun", label: "Sunday" },
];

const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** What is wrong with the intervals of a day; midnight as an end is 24:00 and reaches to the end of the day. */
export function wrongDay(intervals: readonly Interval[]): string | undefined {
  const sorted = [...intervals].sort((a, b) => a.from.localeCompare(b.from));
  for (const [index, { from, to }] of sorted.entries()) {
    if (!CLOCK.test(from) || !(CLOCK.test(to) || to === "24:00")) return "Enter both times.";
    if (from >= to) return "The end comes after the beginning.";
    const before = sorted[index - 1];
    if (before && before.to > from) return "The times of a day may not overlap.";
  }
  return undefined;
}

/** Days and dates that are wrong, each with its sentence; empty when all is well. */
export function wrongSchedule({ week, special }: Hours): Record<string, string> {
  const wrong: Record<string, string> = {};
  for (const { code } of weekdays) {
    const sentence = wrongDay(week[code]);
    if (sentence) wrong[code] = sentence;
  }
  const dates = new Set<string>();
  for (const [index, day] of special.entries()) {
    const sentence = day.date === "" ? "Choose the day." : dates.has(day.date) ? "This day is listed twice." : day.closed ? undefined : (wrongDay(day.intervals) ?? (day.intervals.length === 0 ? "Enter when it is open, or close the day." : undefined));
    dates.add(day.date);
    if (sentence) wrong[`special-${index}`] = sentence;
  }
  return wrong;
}

/** The next interval somebody most likely wants: an hour after the last, or a usual day. */
export function nextInterval(intervals: readonly Interval[]): Interval {
  const last = intervals.at(-1);
  if (!last) return { from: "09:00", to: "17:00" };
  const hour = Number(last.to.slice(0, 2));
  if (!CLOCK.test(last.to) || hour >= 22) return { from: last.to, to: "24:00" };
  const two = (n: number) => String(n).padStart(2, "0");
  return { from: `${two(hour + 1)}:00`, to: `${two(Math.min(hour + 5, 23))}:00` };
}

/** Hours a week, for the line below the editor. */
export function hoursAWeek({ week }: Pick<Hours, "week">): number {
  const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
  const sum = weekdays.flatMap(({ code }) => week[code]).reduce((total, { from, to }) => total + Math.max(0, minutes(to) - minutes(from)), 0);
  return Math.round(sum / 6) / 10;
}
