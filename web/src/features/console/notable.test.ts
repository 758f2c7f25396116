import { expect, it } from "vitest";
import { MOST, unread, withEvent, type Note } from "./notable";

const event = (seq: number, kind = "booking.completed") => ({ seq, kind, at: "2026-01-01T00:00:00Z", bookingId: "bkg_1", callId: null, data: null });

const all = () => true;

it("keeps what is worth a line, newest first, each once", () => {
  let notes: readonly Note[] = [];
  for (const one of [event(1), event(3), event(2), event(3), event(4, "call.ringing")]) notes = withEvent(notes, one, all);
  expect(notes.map((note) => note.seq)).toEqual([3, 2, 1]);
  expect(unread(notes, 1)).toBe(2);
  expect(withEvent(notes, event(5, "payment.disputed"), all)[0]).toMatchObject({ harm: true, bookingId: "bkg_1" });
});

it("does not grow without end", () => {
  let notes: readonly Note[] = [];
  for (let seq = 1; seq <= MOST + 10; seq++) notes = withEvent(notes, event(seq), all);
  expect(notes).toHaveLength(MOST);
  expect(notes[0]?.seq).toBe(MOST + 10);
});

it("leaves out what somebody does not want to be told", () => {
  const spared = (group: string) => group !== "payments";
  expect(withEvent([], event(1, "payment.paid"), spared)).toEqual([]);
  expect(withEvent([], event(1), spared)).toHaveLength(1);
});
