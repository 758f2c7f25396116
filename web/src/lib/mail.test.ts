import { expect, it } from "vitest";
import { wrongEmail } from "./mail";

it.each(["a@b", "a b@example.com", "@example.com", "", "a@example..com"])("%j is no mail address", (typed) => {
  expect(wrongEmail(typed)).toBeDefined();
});

it("a mail address may have blanks around it", () => {
  expect(wrongEmail(" ada@example.com ")).toBeUndefined();
});
