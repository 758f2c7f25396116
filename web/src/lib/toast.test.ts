import { describe, expect, it } from "vitest";
import { listenToasts, say } from "./toast";

describe("toasts", () => {
  it("said before anybody listens are heard by the first who does, once", () => {
    const heard: string[] = [];
    say("bad", "early");
    const stop = listenToasts(({ text }) => heard.push(text));
    say("good", "on time");
    stop();
    say("good", "between");
    listenToasts(({ tone, text }) => heard.push(`${tone} ${text}`))();
    expect(heard).toEqual(["early", "on time", "good between"]);
  });
});
