import { words } from "@/lib/format";

const fields: Record<string, string> = {
  persona: "Who it is",
  instructions: "Instructions",
  firstMessage: "First words",
  voice: "Voice",
  language: "Language",
  model: "Model",
  provider: "Who thinks",
  variables: "Variables",
  actions: "What it may do",
};

/** A field of an agent's words, as the page calls it. */
export function fieldWords(field: string): string {
  const [first = "", ...rest] = field.split(".");
  const name = fields[first] ?? words(first);
  return rest.length === 0 ? name : `${name}: ${rest.join(" ")}`;
}

/** A value as text with lines that can be compared. */
export function plain(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(plain).join("\n");
  if (typeof value === "object") {
    return Object.entries(value)
      .map(([name, inner]) => `${words(name)}: ${plain(inner)}`)
      .join("\n");
  }
  return JSON.stringify(value);
}

/** Names that the words use as {{name}}, in the order in which they come. */
export function usedVariables(...texts: string[]): string[] {
  return [...new Set(texts.flatMap((text) => Array.from(text.matchAll(/\{\{\s*([A-Za-z][A-Za-z0-9_]*)\s*\}\}/g), (match) => match[1] ?? "")))];
}
