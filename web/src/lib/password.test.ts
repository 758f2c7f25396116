import { describe, expect, it } from "vitest";
import { strengthWords, wrongPassword } from "./password";

describe("a password", () => {
  const weak = { score: 1, warning: "This is a common name.", suggestions: ["Add a word."], breached: false };
  it("is judged with what would make it better", () => {
    expect(strengthWords(weak)).toBe("Guessed quickly. This is a common name.");
    expect(strengthWords({ ...weak, warning: "" })).toBe("Guessed quickly. Add a word.");
    expect(strengthWords({ ...weak, score: 4 })).toBe("Very good.");
  });

  it("that everybody tries is refused however long it is", () => {
    expect(strengthWords({ ...weak, score: 4, breached: true })).toContain("Choose another");
  });

  it("needs its length", () => {
    expect(wrongPassword("short")).toBeDefined();
    expect(wrongPassword("long enough")).toBeUndefined();
  });
});
