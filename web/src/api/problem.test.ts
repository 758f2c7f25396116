import { describe, expect, it } from "vitest";
import { asProblem, problemFrom, sentence } from "./problem";

describe("problemFrom", () => {
  it("reads a problem document", () => {
    const problem = problemFrom(
      {
        type: "/problems/trial_used",
        title: "Trial used",
        status: 409,
        code: "trial_used",
        detail: "The free trial of this number was used.",
        remedy: "Choose a paid plan.",
        requestId: "req_1",
      },
      409,
    );
    expect(problem).toMatchObject({ status: 409, code: "trial_used", requestId: "req_1", errors: [] });
    expect(sentence(problem)).toBe("The free trial of this number was used. Choose a paid plan.");
  });

  it("keeps the field errors it understands and drops the rest", () => {
    const problem = problemFrom(
      { code: "validation_failed", detail: "No.", errors: [{ field: "phone", code: "x", message: "y" }, null, { code: "z" }] },
      422,
    );
    expect(problem.errors).toEqual([{ field: "phone", code: "x", message: "y" }]);
  });

  it.each([null, "<html>Bad gateway</html>", {}, []])("makes plain words of %j", (body) => {
    const problem = problemFrom(body, 502);
    expect(problem).toMatchObject({ status: 502, code: "unreadable_answer" });
    expect(sentence(problem)).toMatch(/Try again/);
  });
});

describe("asProblem", () => {
  it("turns any other error into one a person can read", () => {
    expect(asProblem(new TypeError("x is not a function")).detail).toBe("Something went wrong on this page.");
  });
});
