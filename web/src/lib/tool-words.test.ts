import { expect, it } from "vitest";
import { toolSentence, toolState } from "./tool-words";

it("says how asking a tool ended, also in a way that is not known here", () => {
  expect(toolState("done")).toMatchObject({ label: "Answered", tone: "live" });
  expect(toolState("timed_out")).toMatchObject({ label: "No answer in time", tone: "harm" });
  expect(toolState("something_new")).toEqual({ label: "Something new", tone: "quiet" });
});

it("tells it in a sentence, with how long an answer took", () => {
  expect(toolSentence("find_order", "done", 340)).toBe("find_order answered in 340\u00a0ms");
  expect(toolSentence("find_order", "failed", 1_200)).toBe("find_order answered with an error in 1.2\u00a0s");
  expect(toolSentence("find_order", "timed_out", 10_000)).toBe("find_order did not answer in time");
  expect(toolSentence("find_order", "something_new", null)).toBe("find_order something new");
});
