import { expect, it } from "vitest";
import { eventWords, told } from "./happened";

const said = (kind: string, data: unknown = {}) => eventWords({ kind, data });

it("names what happened, also what is not known here", () => {
  expect(said("live.answered")).toBe("The agent picked up");
  expect(said("live.something_new", null)).toBe("Live something new");
});

it("tells which tool was asked, and how that ended", () => {
  expect(said("live.tool_asked", { tool: "find_order" })).toBe("The agent asked find_order");
  expect(said("live.tool_answered", { tool: "find_order", outcome: "done", millis: 340 })).toBe("find_order answered in 340\u00a0ms");
  expect(said("live.tool_answered", { tool: "find_order", outcome: "unreachable" })).toBe("find_order could not be reached");
  expect(said("live.tool_asked", null)).toBe("Live tool asked");
});

it("says of an incident what it was, in general of one that is not known", () => {
  expect(said("live.incident", { incident: "turn_too_long" })).toBe("The caller's side did not fall silent, and was answered");
  expect(said("live.incident", { incident: "model_trouble" })).toBe("The model did not work");
  expect(said("live.incident", { incident: "something_new" })).toBe("Something did not work");
  expect(said("live.incident", { incident: 7 })).toBe("Something did not work");
});

it("says who took over what from whom", () => {
  expect(said("live.switched", { part: "recogniser", from: "deepgram", to: "openai" })).toBe("OpenAI listens in place of Deepgram");
  expect(said("live.switched", { part: "synthesiser", from: "elevenlabs", to: "espeak" })).toBe("eSpeak speaks in place of ElevenLabs");
  expect(said("live.switched", { part: "something_new", from: "one", to: "two" })).toBe("Two works in place of One");
  expect(said("live.switched")).toBe("Another vendor took over");
});

it("says how the call ended", () => {
  expect(said("live.ended", { outcome: "caller_hung_up", incidents: 0 })).toBe("The call ended: the caller hung up");
  expect(said("live.ended", { outcome: "lost" })).toBe("The call ended: its server stopped");
  expect(said("live.ended")).toBe("The call ended");
});

it("leaves to the chart what the chart tells, and begins with the newest", () => {
  const events = ["live.answered", "live.replied", "live.interrupted", "live.ended"].map((kind, seq) => ({ seq, kind, data: {} }));
  expect(told(events).map(({ kind }) => kind)).toEqual(["live.ended", "live.answered"]);
});
