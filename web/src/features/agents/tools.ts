import type { FieldProblem, ParameterKind, Tool, ToolParameter } from "@/api";
import type { Errors } from "@/lib/use-draft";
import { actionWords } from "./words";

/** The most tools of an agent, and the most that one may ask for. */
export const TOOLS_MOST = 20;
export const PARAMETERS_MOST = 20;

export const blankTool: Tool = { name: "", description: "", url: "", action: null, parameters: [] };
export const blankParameter: ToolParameter = { name: "", kind: "text", description: "", required: true, choices: [] };

export const kindWords: Record<ParameterKind, string> = { text: "Text", integer: "A whole number", number: "A number", yes_no: "Yes or no" };

/** Answers that were typed, apart by commas, each once. */
export const typedChoices = (typed: string): string[] => [...new Set(typed.split(",").map((choice) => choice.trim()).filter(Boolean))];

/** Which tools are open after the one at this place is gone. */
export const openWithout = (open: ReadonlySet<number>, gone: number): ReadonlySet<number> =>
  new Set([...open].filter((at) => at !== gone).map((at) => (at > gone ? at - 1 : at)));

/** Which tools are open after one came to this place. */
export const openAfter = (open: ReadonlySet<number>, come: number): ReadonlySet<number> => new Set([...open].map((at) => (at >= come ? at + 1 : at)));

/** The places of tools in which something was refused. */
export const refusedTools = (refused: readonly FieldProblem[]): number[] => [
  ...new Set(refused.flatMap(({ field }) => Array.from(/^tools\.(\d+)(?:\.|$)/.exec(field)?.slice(1) ?? [], Number))),
];

/** The tool as the draft has it, when it stands here as it was saved: that is the one that can be tried. */
export const savedAs = (tool: Tool, saved: readonly Tool[]): Tool | undefined =>
  saved.find((kept) => JSON.stringify(kept) === JSON.stringify(tool));

/** What was typed into the form of a try, as a caller's words would be sent. What was left empty is not sent. */
export function argumentsOf(parameters: readonly ToolParameter[], typed: Readonly<Record<string, string>>): Record<string, unknown> {
  const said = parameters.map(({ name, kind }) => ({ name, kind, value: (typed[name] ?? "").trim() })).filter(({ value }) => value !== "");
  return Object.fromEntries(said.map(({ name, kind, value }) => [name, asKind(kind, value)]));
}

function asKind(kind: ParameterKind, value: string): unknown {
  if (kind === "yes_no") return value === "yes";
  return kind === "text" ? value : Number(value);
}

/** What is wrong with what was typed into the form of a try. */
export function wrongArguments(parameters: readonly ToolParameter[], typed: Readonly<Record<string, string>>): Errors<Record<string, string>> {
  const wrong: Errors<Record<string, string>> = {};
  for (const { name, kind, required } of parameters) {
    const value = (typed[name] ?? "").trim();
    if (value === "") {
      if (required) wrong[name] = "The tool needs this.";
    } else if (kind === "integer" && !/^[+-]?\d{1,15}$/.test(value)) wrong[name] = "Enter a whole number.";
    else if (kind === "number" && !Number.isFinite(Number(value))) wrong[name] = "Enter a number, such as 2.5.";
  }
  return wrong;
}

/** A tool as text with lines that can be compared. */
export function toolText({ description, url, action, parameters }: Tool): string {
  return [
    `When to use it: ${description}`,
    `Address: ${url}`,
    ...(action ? [`Does: ${actionWords[action].toLowerCase()}`] : []),
    ...parameters.map(parameterText),
  ].join("\n");
}

function parameterText({ name, kind, description, required, choices }: ToolParameter): string {
  const traits = [kindWords[kind].toLowerCase(), required ? "always" : "may be left out", ...(choices.length > 0 ? [`one of ${choices.join(", ")}`] : [])];
  return `Needs ${name} (${traits.join("; ")}): ${description}`;
}

/** Whether a value of a comparison is a tool. */
export const isTool = (value: unknown): value is Tool =>
  typeof value === "object" && value !== null && "url" in value && "parameters" in value && Array.isArray(value.parameters);
