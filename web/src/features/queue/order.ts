import type { QueueEntry } from "@/api";

const due = (entry: QueueEntry): number => Date.parse(entry.dueAt ?? entry.waitingSince);

const since = (entry: QueueEntry): number => Date.parse(entry.waitingSince);

/** The order of calling: who is due before who is not, then the higher priority, then who waits longer. */
export function ordered(queue: readonly QueueEntry[], now: number = Date.now()): QueueEntry[] {
  const later = (entry: QueueEntry) => (due(entry) > now ? 1 : 0);
  return [...queue]
    .sort((a, b) => later(a) - later(b) || b.priority - a.priority || since(a) - since(b) || a.place - b.place)
    .map((entry, index) => ({ ...entry, place: index + 1 }));
}

export const isDue = (entry: QueueEntry, now: number): boolean => due(entry) <= now;

/** Those whose name or plan begins with what was typed, and of the plan that was chosen. */
export function sifted(queue: readonly QueueEntry[], { q = "", plan = "" }: { q?: string; plan?: string }): QueueEntry[] {
  const asked = q.toLowerCase().split(/\s+/).filter(Boolean);
  return queue.filter((entry) => {
    const words = `${entry.name} ${entry.bookingId}`.toLowerCase().split(/\s+/);
    return (!plan || entry.plan === plan) && asked.every((word) => words.some((known) => known.startsWith(word)));
  });
}

const MOST = 100;

/** A priority inside what the server takes. */
export const within = (priority: number): number => Math.max(-MOST, Math.min(MOST, priority));
