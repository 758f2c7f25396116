import { describe, expect, it } from "vitest";
import type { Schedule } from "@/api";
import { hoursAWeek, nextInterval, wrongDay, wrongSchedule } from "./hours";

const none: Schedule["week"] = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };

describe("the times of a day", () => {
  it("may be several, in any order, but not overlap", () => {
    expect(wrongDay([])).toBeUndefined();
    expect(wrongDay([{ from: "14:00", to: "18:00" }, { from: "09:00", to: "12:00" }])).toBeUndefined();
    expect(wrongDay([{ from: "09:00", to: "12:00" }, { from: "11:30", to: "18:00" }])).toContain("overlap");
    expect(wrongDay([{ from: "09:00", to: "12:00" }, { from: "12:00", to: "13:00" }])).toBeUndefined();
  });

  it("end after they begin, at midnight at the latest", () => {
    expect(wrongDay([{ from: "12:00", to: "09:00" }])).toContain("after");
    expect(wrongDay([{ from: "18:00", to: "24:00" }])).toBeUndefined();
    expect(wrongDay([{ from: "", to: "09:00" }])).toContain("both");
    expect(wrongDay([{ from: "24:00", to: "24:00" }])).toContain("both");
  });

  it("are guessed well when another is added", () => {
    expect(nextInterval([])).toEqual({ from: "09:00", to: "17:00" });
    expect(nextInterval([{ from: "09:00", to: "12:00" }])).toEqual({ from: "13:00", to: "17:00" });
    expect(wrongDay([{ from: "09:00", to: "21:00" }, nextInterval([{ from: "09:00", to: "21:00" }])])).toBeUndefined();
    expect(wrongDay([{ from: "09:00", to: "23:30" }, nextInterval([{ from: "09:00", to: "23:30" }])])).toBeUndefined();
  });
});

it("names the day that is wrong, also a special one", () => {
  const wrong = wrongSchedule({
    week: { ...none, tue: [{ from: "10:00", to: "09:00" }] },
    special: [
      { date: "2026-12-25", name: "Christmas", closed: true, intervals: [] },
      { date: "2026-12-25", name: "Again", closed: true, intervals: [] },
      { date: "2026-12-24", name: "Half a day", closed: false, intervals: [] },
    ],
  });
  expect(Object.keys(wrong)).toEqual(["tue", "special-1", "special-2"]);
});

it("adds the week up", () => {
  expect(hoursAWeek({ week: { ...none, mon: [{ from: "09:00", to: "12:30" }, { from: "13:00", to: "17:00" }] } })).toBe(7.5);
  expect(hoursAWeek({ week: { ...none, sun: [{ from: "00:00", to: "24:00" }] } })).toBe(24);
});
