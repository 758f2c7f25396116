import { describe, expect, it } from "vitest";
import type { QueueEntry } from "@/api";
import { isDue, ordered, sifted, within } from "./order";

const now = Date.parse("2026-11-21T12:00:00Z");
const entry = (bookingId: string, priority: number, dueIn: number, over: Partial<QueueEntry> = {}): QueueEntry => ({
  bookingId,
  place: 0,
  name: `Caller ${bookingId}`,
  phoneMasked: "+1•••",
  plan: "Standard",
  state: "queued",
  dueAt: new Date(now + dueIn * 1000).toISOString(),
  waitingSince: new Date(now - 600_000).toISOString(),
  attempts: 0,
  priority,
  ...over,
});
const ids = (queue: QueueEntry[]) => queue.map((one) => one.bookingId).join("");

describe("the order of calling", () => {
  it("takes the higher priority first, then who waits longer", () => {
    expect(ids(ordered([entry("a", 0, -90), entry("b", 5, -1), entry("c", 0, -60, { waitingSince: new Date(now - 900_000).toISOString() })], now))).toBe("bca");
  });

  it("lets nobody who is not due stand before one who is", () => {
    expect(ids(ordered([entry("a", 50, 300), entry("b", -5, -1)], now))).toBe("ba");
  });

  it("counts the places anew", () => {
    expect(ordered([entry("a", 0, -1), entry("b", 9, -1)], now).map((one) => one.place)).toEqual([1, 2]);
  });

  it("takes the time of waiting where no due time is named", () => {
    expect(isDue(entry("a", 0, 0, { dueAt: null }), now)).toBe(true);
    expect(isDue(entry("a", 0, 30), now)).toBe(false);
  });
});

it("sifts by the beginnings of words and by plan", () => {
  const queue = [entry("a", 0, 0, { name: "Mara Okafor" }), entry("b", 0, 0, { name: "Jonas Weber", plan: "Premium" })];
  expect(ids(sifted(queue, { q: "oka mar" }))).toBe("a");
  expect(ids(sifted(queue, { q: "ber" }))).toBe("");
  expect(ids(sifted(queue, { plan: "Premium" }))).toBe("b");
  expect(ids(sifted(queue, {}))).toBe("ab");
});

it("keeps a priority inside what is taken", () => {
  expect([within(150), within(-150), within(7)]).toEqual([100, -100, 7]);
});
