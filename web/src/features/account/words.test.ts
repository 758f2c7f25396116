import { expect, it } from "vitest";
import { ApiProblem, asProblem } from "@/api";
import { atPassword, languagesWith } from "./words";

it("a refused password is said at its field", () => {
  const refused = new ApiProblem({ status: 401, code: "wrong_credentials", detail: "The e-mail address or the password is wrong.", remedy: "" });
  expect(asProblem(atPassword(refused, "current")).errors).toMatchObject([{ field: "current", message: "This is not your password." }]);
});

it("whatever else was refused stays as it is", () => {
  const other = new ApiProblem({ status: 409, code: "last_owner", detail: "No.", remedy: "" });
  expect(atPassword(other, "current")).toBe(other);
  expect(atPassword(null, "current")).toBeNull();
});

it("the language that is kept can always be chosen", () => {
  expect(languagesWith("gsw")[0]).toEqual({ tag: "gsw", name: "gsw" });
  expect(languagesWith("sv").filter(({ tag }) => tag === "sv")).toHaveLength(1);
  expect(languagesWith("")).not.toContainEqual({ tag: "", name: "" });
});
