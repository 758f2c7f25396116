import { describe, expect, it } from "vitest";
import type { Target } from "@/api";
import { dayIn, daysOf, lastDays, rangeOf, targetDays } from "@/lib/range";
import { actualOf, aimOf, percent, sampleOf, spent, stages, verdict } from "./words";

const target = (over: Partial<Target>): Target => ({ code: "payments", aim: 0.99, actual: 0.995, met: true, unit: "ratio", of: 400, ...over });

describe("a service target", () => {
  it("is never rounded up to a promise that was not kept", () => {
    expect(percent(0.99999)).toBe("99.99 %");
    expect(percent(1)).toBe("100 %");
    expect(percent(0.9512)).toBe("95.1 %");
    expect(percent(0.0123)).toBe("1.23 %");
  });

  it("says how much of what may go wrong went wrong", () => {
    expect(spent(target({ actual: 0.995 }))).toBeCloseTo(0.5);
    expect(spent(target({ actual: 0.98 }))).toBeCloseTo(2);
    expect(spent(target({ code: "queue_wait", unit: "seconds", aim: 300, actual: 60 }))).toBeCloseTo(0.2);
    expect(spent(target({ actual: null }))).toBeNull();
  });

  it("does not boast of a few, nor scold", () => {
    expect(verdict(target({}))).toEqual({ text: "Met", tone: "live" });
    expect(verdict(target({ met: false }))).toEqual({ text: "Missed", tone: "harm" });
    expect(verdict(target({ of: 3 })).text).toBe("Met so far");
    expect(verdict(target({ actual: null, met: null, of: 0 })).tone).toBe("quiet");
  });

  it("names its aim and its sample", () => {
    const wait = target({ code: "queue_wait", unit: "seconds", aim: 300, actual: 94, of: 1 });
    expect([actualOf(wait), aimOf(wait), sampleOf(wait)]).toEqual(["1:34", "under 5:00 min", "1 booking"]);
    expect(aimOf(target({}))).toBe("over 99 %");
    expect(actualOf(target({ actual: null }))).toBe("–");
  });
});

describe("the funnel", () => {
  it("says what each step keeps of the one before", () => {
    const steps = stages([
      { code: "visit", count: 200 },
      { code: "form", count: 50 },
      { code: "booked", count: 60 },
      { code: "paid", count: 0 },
      { code: "connected", count: 0 },
    ]);
    expect(steps.map((step) => step.kept)).toEqual([null, 0.25, null, 0, null]);
    expect(steps.map((step) => step.lost)).toEqual([0, 150, 0, 60, 0]);
    expect(steps[1]?.width).toBe(0.25);
  });

  it("stands when nothing happened", () => {
    expect(stages([{ code: "visit", count: 0 }])).toEqual([{ code: "visit", count: 0, kept: null, lost: 0, width: 0 }]);
  });
});

describe("a range of days", () => {
  const today = "2026-11-21";
  it("is thirty days unless another is named", () => {
    expect(rangeOf({}, today)).toEqual({ from: "2026-10-23", to: today });
    expect(daysOf(rangeOf({}, today))).toBe(30);
    expect(rangeOf({ from: "2026-11-01" }, today)).toEqual({ from: "2026-11-01", to: today });
    expect(rangeOf({ from: "2020-01-01" }, today).from).toBe("2025-11-21");
    expect(lastDays(7, today)).toEqual({ from: "2026-11-15", to: today });
  });

  it("ends today where the organisation is", () => {
    const at = Date.parse("2026-11-21T02:00:00Z");
    expect(dayIn("America/New_York", at)).toBe("2026-11-20");
    expect(dayIn("Asia/Tokyo", at)).toBe("2026-11-21");
    expect(dayIn("Nowhere/Land", at)).toBe("2026-11-21");
  });

  it("covers what it can with the targets", () => {
    expect(targetDays({ from: "2026-11-15", to: today }, today)).toBe(7);
    expect(targetDays({ from: "2026-01-01", to: "2026-02-01" }, today)).toBe(90);
  });
});
