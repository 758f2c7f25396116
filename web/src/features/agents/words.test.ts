import { describe, expect, it } from "vitest";
import { fieldWords, plain, usedVariables } from "./words";

describe("a value as text", () => {
  it("has a line for each part, so that parts are compared", () => {
    expect(plain({ book: true, sendSms: false })).toBe("Book: yes\nSendSms: no");
    expect(plain([{ name: "budget" }, { name: "age" }])).toBe("Name: budget\nName: age");
    expect(plain("as it is")).toBe("as it is");
    expect(plain(null)).toBe("");
    expect(plain(7)).toBe("7");
  });
});

it("finds the variables that the words use, each once", () => {
  expect(usedVariables("Hello {{name}}, {{ name }}!", "{{budget}} {{1st}} {name} {{}}")).toEqual(["name", "budget"]);
});

it("calls fields as the page does, also what is in them", () => {
  expect(fieldWords("firstMessage")).toBe("First words");
  expect(fieldWords("variables.address")).toBe("Variables: address");
  expect(fieldWords("somethingNew")).toBe("SomethingNew");
});
