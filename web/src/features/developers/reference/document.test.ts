import { describe, expect, it } from "vitest";
import { curl, fitting, kindOf, sections, type Document } from "./document";

const document: Document = {
  info: { title: "T", version: "1" },
  paths: {
    "/api/things/{id}": {
      get: { tags: ["things"], summary: "One thing", operationId: "get_thing", responses: { default: {}, "200": { description: "It." } } },
      put: {
        tags: ["things"],
        summary: "Change it",
        requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } } },
      },
    },
    "/api/news": { get: { tags: ["news"], summary: "What is new" } },
  },
  components: {
    schemas: {
      Thing: { type: "object", properties: { name: { type: "string" }, of: { $ref: "#/components/schemas/Thing" }, sizes: { type: "array", items: { type: "integer" } } } },
      State: { type: "string", enum: ["on", "off"] },
    },
  },
};

it("groups the routes by their tag and leaves out the answer that all have", () => {
  const found = sections(document);
  expect(found.map((section) => section.name)).toEqual(["news", "things"]);
  expect(found[1]?.routes.map((route) => route.method)).toEqual(["get", "put"]);
  expect(found[1]?.routes[0]?.answers.map((answer) => answer.status)).toEqual(["200"]);
});

it("finds routes by every word that was typed", () => {
  const all = sections(document);
  expect(fitting(all, "put thing").flatMap((section) => section.routes.map((route) => route.summary))).toEqual(["Change it"]);
  expect(fitting(all, "zebra")).toEqual([]);
  expect(fitting(all, " ")).toHaveLength(2);
});

describe("a value", () => {
  it("is named by what it is", () => {
    expect(kindOf(document, { type: ["string", "null"] })).toBe("string or null");
    expect(kindOf(document, { type: "array", items: { $ref: "#/components/schemas/Thing" } })).toBe("list of Thing");
    expect(kindOf(document, { $ref: "#/components/schemas/State" })).toBe('"on" | "off"');
    expect(kindOf(document, { anyOf: [{ $ref: "#/components/schemas/Thing" }, { type: "null" }] })).toBe("Thing or null");
  });

  it("that holds itself still has an example", () => {
    const route = sections(document)[1]?.routes[1];
    expect(route).toBeDefined();
    if (!route) return;
    const text = curl(document, route, "https://example.com");
    expect(text).toContain("curl -X PUT https://example.com/api/things/{id}");
    expect(text).toContain('"sizes":[1]');
  });
});
