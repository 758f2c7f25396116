import { describe, expect, it } from "vitest";
import type { Tool, ToolParameter } from "@/api";
import { argumentsOf, blankParameter, blankTool, isTool, openAfter, openWithout, refusedTools, savedAs, toolText, typedChoices, wrongArguments } from "./tools";

const parameter = (change: Partial<ToolParameter>): ToolParameter => ({ ...blankParameter, ...change });
const findOrder: Tool = {
  name: "find_order",
  description: "Finds an order.",
  url: "https://example.com/find-order",
  action: "book",
  parameters: [parameter({ name: "number", kind: "integer", description: "The order's number." }), parameter({ name: "size", required: false, choices: ["small", "large"] })],
};

it("a tool is told in lines that can be compared", () => {
  expect(toolText(findOrder).split("\n")).toEqual([
    "When to use it: Finds an order.",
    "Address: https://example.com/find-order",
    "Does: book appointments",
    "Needs number (a whole number; always): The order's number.",
    "Needs size (text; may be left out; one of small, large): ",
  ]);
  expect(toolText({ ...findOrder, action: null, parameters: [] })).not.toContain("Does");
});

it("a tool is told from the other values of a comparison", () => {
  expect(isTool(findOrder)).toBe(true);
  expect([null, "text", { name: "x" }, [findOrder]].map(isTool)).toEqual([false, false, false, false]);
});

it("choices are typed apart by commas, each once", () => {
  expect(typedChoices(" small, large,, small ,x")).toEqual(["small", "large", "x"]);
  expect(typedChoices("")).toEqual([]);
});

describe("what is open", () => {
  it("stays open when a tool before it goes and comes back", () => {
    expect([...openWithout(new Set([0, 1, 3]), 1)]).toEqual([0, 2]);
    expect([...openAfter(new Set([0, 2]), 1)]).toEqual([0, 3]);
  });

  it("comes to the tools in which something was refused", () => {
    const refused = ["tools", "tools.2.url", "tools.2.parameters.0.name", "tools.10", "variables.0"].map((field) => ({ field, code: "invalid", message: "" }));
    expect(refusedTools(refused)).toEqual([2, 10]);
  });
});

it("only a tool that stands as it was saved can be tried", () => {
  expect(savedAs(structuredClone(findOrder), [blankTool, findOrder])).toBe(findOrder);
  expect(savedAs({ ...findOrder, url: "https://example.com/other" }, [findOrder])).toBeUndefined();
});

describe("a try", () => {
  const parameters = [
    parameter({ name: "text" }),
    parameter({ name: "count", kind: "integer" }),
    parameter({ name: "weight", kind: "number" }),
    parameter({ name: "gift", kind: "yes_no", required: false }),
  ];

  it("sends what was typed as what it is, and nothing that was left empty", () => {
    expect(argumentsOf(parameters, { text: " 0017 ", count: "3", weight: "2.5", gift: "no" })).toEqual({ text: "0017", count: 3, weight: 2.5, gift: false });
    expect(argumentsOf(parameters, { text: "a", count: "", weight: " " })).toEqual({ text: "a" });
  });

  it("says what is missing and what is no number", () => {
    expect(Object.keys(wrongArguments(parameters, { text: "", count: "2.5", weight: "much" }))).toEqual(["text", "count", "weight"]);
    expect(wrongArguments(parameters, { text: "a", count: "-2", weight: "1e3" })).toEqual({});
  });
});
