import { describe, expect, it } from "vitest";
import { callState, person } from "./call-words";

describe("a call in words", () => {
  it("says how it stands, or how it ended, also in a way that is not known here", () => {
    expect(callState({ state: "ringing", ended: false }).label).toBe("Ringing");
    expect(callState({ state: "completed", ended: true })).toEqual({ label: "Completed", tone: "quiet" });
    expect(callState({ state: "busy", ended: true }).tone).toBe("harm");
    expect(callState({ state: "caller_hung_up", ended: true }).label).toBe("The caller hung up");
    expect(callState({ state: "something_new", ended: true }).label).toBe("Something new");
  });

  it("names whoever is known best", () => {
    expect(person({ name: "Ada", phoneMasked: "+1 ••• 0100", kind: "booked" })).toBe("Ada");
    expect(person({ name: null, phoneMasked: "+1 ••• 0100", kind: "own" })).toBe("+1 ••• 0100");
    expect(person({ name: null, phoneMasked: null, kind: "own" })).toBe("From the browser");
  });
});
