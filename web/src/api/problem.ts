import type { FieldProblem, Problem } from "./types";

/** A request that the server answered with a problem, or that never reached it (`status` 0). */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly remedy: string;
  readonly requestId: string;
  readonly errors: readonly FieldProblem[];

  constructor(problem: Pick<Problem, "status" | "code" | "detail" | "remedy"> & Partial<Problem>) {
    super(problem.detail);
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.remedy = problem.remedy;
    this.requestId = problem.requestId ?? "";
    this.errors = problem.errors ?? [];
  }
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function fieldProblems(value: unknown): FieldProblem[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (typeof entry !== "object" || entry === null) return [];
    const { field, code, message } = entry as Record<string, unknown>;
    return typeof field === "string" ? [{ field, code: text(code), message: text(message) }] : [];
  });
}

/** Reads a problem document; whatever else came back (a proxy's page, nothing) still becomes plain words. */
export function problemFrom(body: unknown, status: number): ApiProblem {
  if (typeof body === "object" && body !== null) {
    const { code, detail, title, remedy, requestId, errors } = body as Record<string, unknown>;
    if (typeof code === "string") {
      return new ApiProblem({
        status,
        code,
        detail: text(detail) || text(title) || "Something went wrong on our side.",
        remedy: text(remedy),
        requestId: text(requestId),
        errors: fieldProblems(errors),
      });
    }
  }
  return new ApiProblem({
    status,
    code: "unreadable_answer",
    detail: "The server gave an answer that could not be read.",
    remedy: "Try again in a moment.",
  });
}

export function unreachable(): ApiProblem {
  return new ApiProblem({
    status: 0,
    code: "unreachable",
    detail: "The server could not be reached.",
    remedy: "Check your connection and try again; nothing that you entered is lost.",
  });
}

export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem({
    status: 0,
    code: "page_error",
    detail: "Something went wrong on this page.",
    remedy: "Reload the page and try again.",
  });
}

/** Whether somebody else changed the thing since it was read here. */
export const isOutdated = (error: unknown): boolean => error instanceof ApiProblem && (error.code === "settings_changed" || error.code === "draft_changed");

/** One sentence that says what happened and what to do. */
export function sentence(problem: ApiProblem): string {
  return [problem.detail, problem.remedy].filter(Boolean).join(" ");
}
