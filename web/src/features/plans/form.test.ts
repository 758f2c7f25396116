import { describe, expect, it } from "vitest";
import type { ConsolePlan } from "@/api";
import { checkPlan, codeFrom, moved, planFrom, valuesOf } from "./form";

const plan = (over: Partial<ConsolePlan> = {}): ConsolePlan => ({
  code: "standard",
  name: "Standard",
  description: "Ten minutes.",
  priceMinor: 999,
  currency: "USD",
  durationSeconds: 600,
  persona: "warm",
  priority: 0,
  position: 0,
  active: true,
  minimumAge: 0,
  disclosure: "",
  badge: "",
  ...over,
});

it("a plan comes back from the form as it went in", () => {
  for (const one of [plan(), plan({ priceMinor: 0, durationSeconds: 90, minimumAge: 18, badge: "New" }), plan({ currency: "JPY", priceMinor: 500 })]) {
    expect(planFrom(valuesOf(one), one.position)).toEqual(one);
  }
});

describe("what is wrong with a plan", () => {
  const good = valuesOf(plan());
  it("is nothing when it is whole", () => {
    expect(checkPlan(good, new Set(["other"]))).toEqual({});
  });
  it("is said at its field", () => {
    expect(Object.keys(checkPlan({ ...good, price: "ten", minutes: "0", name: " " }, new Set()))).toEqual(["name", "price", "minutes"]);
    expect(checkPlan(good, new Set(["standard"])).code).toBe("Another plan has this code.");
    expect(checkPlan({ ...good, code: "Ten minutes" }, new Set()).code).toMatch(/Small letters/);
    expect(checkPlan({ ...good, minutes: "241" }, new Set()).minutes).toBeDefined();
    expect(checkPlan({ ...good, minimumAge: "-1" }, new Set()).minimumAge).toBeDefined();
  });
});

it("makes a code out of a name", () => {
  expect(codeFrom("Ten minutes!")).toBe("ten_minutes");
  expect(codeFrom("Über große Träume")).toBe("uber_gro_e_traume");
  expect(codeFrom("  ")).toBe("");
});

it("moves a plan and names only those whose place changes", () => {
  const plans = ["a", "b", "c", "d"].map((code, position) => plan({ code, position }));
  expect(moved(plans, 2, 1).map(({ code, position }) => `${code}${position}`)).toEqual(["c1", "b2"]);
  expect(moved(plans, 0, 0)).toEqual([]);
  expect(moved(plans, 9, 0)).toEqual([]);
});
