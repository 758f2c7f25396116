import { expect, it } from "vitest";
import { refusalWords } from "./words";

it("says what to do about a refusal, also about one that is not known here", () => {
  expect(refusalWords("not_signed_up").remedy).toContain("Register");
  expect(refusalWords("something_new")).toEqual({ title: "Signing in did not work.", remedy: "Try again, or sign in with your password." });
});
