import { expect, it } from "vitest";
import { after, steps } from "./steps";

const fresh = { step: 1, done: [], skipped: [], completedAt: null };
const now = new Date("2026-11-21T10:00:00Z");

it("goes on from step to step, and a step that is done later is no longer skipped", () => {
  const skipped = after(fresh, "kind", "skipped", now);
  expect(skipped).toEqual({ step: 2, done: [], skipped: ["kind"], completedAt: null });
  expect(after(skipped, "kind", "done", now)).toEqual({ step: 2, done: ["kind"], skipped: [], completedAt: null });
});

it("is completed with the last step, once", () => {
  const over = after({ ...fresh, step: 5 }, "test", "done", now);
  expect(over).toMatchObject({ step: 5, completedAt: now.toISOString() });
  expect(after(over, "test", "done", new Date("2027-01-01T00:00:00Z")).completedAt).toBe(now.toISOString());
  expect(after(over, "hours", "done", now).step).toBe(5);
  expect(steps).toHaveLength(5);
});
