/** The parts of an OpenAPI document that the reference shows. */
export interface Shape {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  properties?: Record<string, Shape>;
  required?: string[];
  items?: Shape;
  enum?: unknown[];
  oneOf?: Shape[];
  anyOf?: Shape[];
  allOf?: Shape[];
  additionalProperties?: boolean | Shape;
  minimum?: number;
  maximum?: number;
  const?: unknown;
}

interface Content {
  content?: Record<string, { schema?: Shape }>;
  description?: string;
}

interface Parameter {
  in: string;
  name: string;
  description?: string;
  required?: boolean;
  schema?: Shape;
}

interface Operation {
  tags?: string[];
  summary?: string;
  description?: string;
  operationId?: string;
  parameters?: Parameter[];
  requestBody?: Content & { required?: boolean };
  responses?: Record<string, Content>;
}

export interface Document {
  info: { title: string; version: string; description?: string };
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Shape> };
}

export interface Route {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  parameters: Parameter[];
  body: Shape | undefined;
  answers: { status: string; text: string; shape: Shape | undefined }[];
}

export interface Section {
  name: string;
  routes: Route[];
}

const methods = ["get", "post", "put", "patch", "delete"];

const shapeOf = (content: Content | undefined): Shape | undefined => Object.values(content?.content ?? {})[0]?.schema;

/** Every route, grouped by its tag, in the order of the document. */
export function sections(document: Document): Section[] {
  const found = new Map<string, Route[]>();
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const method of methods) {
      const operation = operations[method];
      if (!operation) continue;
      const tag = operation.tags?.[0] ?? "other";
      const routes = found.get(tag) ?? [];
      found.set(tag, routes);
      routes.push({
        id: operation.operationId ?? `${method}${path.replaceAll(/\W+/g, "-")}`,
        method,
        path,
        summary: operation.summary ?? "",
        description: operation.description ?? "",
        parameters: operation.parameters ?? [],
        body: shapeOf(operation.requestBody),
        answers: Object.entries(operation.responses ?? {})
          .filter(([status]) => status !== "default")
          .map(([status, answer]) => ({ status, text: answer.description ?? "", shape: shapeOf(answer) })),
      });
    }
  }
  return Array.from(found, ([name, routes]) => ({ name, routes })).sort((a, b) => a.name.localeCompare(b.name));
}

/** The sections with only the routes that have every word that was typed. */
export function fitting(all: Section[], typed: string): Section[] {
  const asked = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (asked.length === 0) return all;
  return all
    .map(({ name, routes }) => ({
      name,
      routes: routes.filter(({ method, path, summary }) => {
        const text = `${name} ${method} ${path} ${summary}`.toLowerCase();
        return asked.every((word) => text.includes(word));
      }),
    }))
    .filter(({ routes }) => routes.length > 0);
}

/** The shape behind a reference, and the name by which it is known. */
export function follow(document: Document, shape: Shape): { shape: Shape; name: string | null } {
  const name = shape.$ref?.replace("#/components/schemas/", "") ?? null;
  if (name === null) return { shape, name };
  return { shape: document.components?.schemas?.[name] ?? {}, name };
}

/** The parts of a shape that may be one thing or another, without nothing at all. */
export const ways = (shape: Shape): Shape[] => (shape.oneOf ?? shape.anyOf ?? []).filter((way) => way.type !== "null");

/** What a value is, in a few words: "text", "whole number or nothing", "list of Plan". */
export function kindOf(document: Document, shape: Shape): string {
  const either = ways(shape);
  if (either.length > 0) {
    const nothing = (shape.oneOf ?? shape.anyOf ?? []).length > either.length ? " or null" : "";
    return `${either.map((way) => kindOf(document, way)).join(" or ")}${nothing}`;
  }
  const { shape: known, name } = follow(document, shape);
  if (name !== null) return known.enum ? known.enum.map((entry) => JSON.stringify(entry)).join(" | ") : name;
  if (shape.const !== undefined) return JSON.stringify(shape.const);
  if (shape.enum) return shape.enum.map((entry) => JSON.stringify(entry)).join(" | ");
  const types = Array.isArray(shape.type) ? shape.type : [shape.type ?? "any"];
  return types
    .map((type) => (type === "array" ? `list of ${shape.items ? kindOf(document, shape.items) : "anything"}` : type))
    .join(" or ");
}

/** What stands for a value in an example. */
function sample(document: Document, shape: Shape, depth: number): unknown {
  const [way] = ways(shape);
  if (way) return sample(document, way, depth);
  const { shape: known } = follow(document, shape);
  if (known.const !== undefined) return known.const;
  if (known.enum) return known.enum[0];
  const type = Array.isArray(known.type) ? known.type.find((entry) => entry !== "null") : known.type;
  if (type === "object" || known.properties) {
    if (depth > 4) return {};
    return Object.fromEntries(Object.entries(known.properties ?? {}).map(([field, inner]) => [field, sample(document, inner, depth + 1)]));
  }
  if (type === "array") return depth > 4 || !known.items ? [] : [sample(document, known.items, depth + 1)];
  if (type === "boolean") return true;
  if (type === "integer" || type === "number") return known.minimum ?? 1;
  return "…";
}

/** How a route is asked for on a command line. */
export function curl(document: Document, route: Route, origin: string): string {
  const lines = [`curl ${route.method === "get" ? "" : `-X ${route.method.toUpperCase()} `}${origin}${route.path}`];
  lines.push('  -H "Authorization: Bearer $KEY"');
  if (route.body) {
    lines.push('  -H "Content-Type: application/json"', `  -d '${JSON.stringify(sample(document, route.body, 0))}'`);
  }
  return lines.join(" \\\n");
}
