import { describe, expect, it } from "vitest";
import type { Script } from "@/api";
import { fieldWords, plain, standing, usedVariables } from "./words";

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
  expect(fieldWords("tools.find_order")).toBe("Tools: find_order");
  expect(fieldWords("tools.1.url")).toBe("Tool 2 url");
});

it("what was refused stands until that very thing is changed", () => {
  const tool = (name: string, url: string) => ({ name, url, description: "", action: null, parameters: [] });
  const sent = { persona: "", tools: [tool("one", "http"), tool("two", "http")] } as unknown as Script;
  const refused = ["persona", "tools.0.url", "tools.1.url"].map((field) => ({ field, code: "invalid", message: "is no address" }));
  const left = (now: Partial<Script>) => standing(refused, sent, { ...sent, ...now }).map(({ field }) => field);
  expect(left({})).toEqual(["persona", "tools.0.url", "tools.1.url"]);
  expect(left({ instructions: "Be brief.", tools: [tool("one", "https://example.com"), tool("two", "http")] })).toEqual(["persona", "tools.1.url"]);
  expect(left({ persona: "You are Mira.", tools: [] })).toEqual([]);
});
