import type { ActionCode, FieldProblem, Script } from "@/api";
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
  tools: "Tools",
};

/** What an agent may be allowed to do. */
export const actionWords: Record<ActionCode, string> = {
  book: "Book appointments",
  reschedule: "Move appointments",
  cancel: "Cancel appointments",
  takeMessage: "Take messages",
  transfer: "Put calls through",
  sendSms: "Send text messages",
};

/** A field of an agent's words, as the page calls it. */
export function fieldWords(field: string): string {
  const [first = "", ...rest] = field.split(".");
  // A tool that was refused is named by its place; one that differs, by its name.
  if (first === "tools" && /^\d+$/.test(rest[0] ?? "")) return [`Tool ${Number(rest[0]) + 1}`, ...rest.slice(1)].join(" ");
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

/** What was refused of the words that were sent, as far as it still stands there. */
export function standing(refused: readonly FieldProblem[], sent: Script, now: Script): FieldProblem[] {
  return refused.filter(({ field }) => JSON.stringify(valueAt(sent, field)) === JSON.stringify(valueAt(now, field)));
}

/** What stands at a field such as `tools.0.parameters.1.name`. */
function valueAt(script: Script, field: string): unknown {
  return field.split(".").reduce<unknown>((value, part) => (typeof value === "object" && value !== null ? (value as Record<string, unknown>)[part] : undefined), script);
}
