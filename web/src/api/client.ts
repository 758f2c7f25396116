import createClient from "openapi-fetch";
import { problemFrom, unreachable } from "./problem";
import { renewing } from "./renew";
import type { paths } from "./types";

const PATIENCE = 20_000;

export const client = createClient<paths>({
  credentials: "same-origin",
  headers: { Accept: "application/json" },
  fetch: (request) => renewing(request, send),
});

function send(request: Request): Promise<Response> {
  // A line that went silent is given up, so that the page can say so and try again.
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(PATIENCE)]);
  if (request.method !== "POST" || request.headers.has("Content-Type")) return fetch(request, { signal });
  // Whatever changes something is sent as JSON, even when there is nothing to say.
  const headers = new Headers(request.headers);
  headers.set("Content-Type", "application/json");
  return fetch(request, { signal, headers, body: "{}" });
}

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** A setting, with the tag of what it says. */
export interface Tagged<Data> {
  kept: Data;
  tag: string | null;
}

/** Turns an answer into its body, and everything else into an `ApiProblem`. */
export const take = async <Data>(request: Promise<Answer<Data>>): Promise<Data> => (await takeTagged(request)).kept;

/** The same with its tag, for what is changed as a whole. */
export async function takeTagged<Data>(request: Promise<Answer<Data>>): Promise<Tagged<Data>> {
  let answer: Answer<Data>;
  try {
    answer = await request;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw error instanceof SyntaxError ? problemFrom(null, 200) : unreachable();
  }
  if (!answer.response.ok) throw problemFrom(answer.error, answer.response.status);
  return { kept: answer.data as Data, tag: answer.response.headers.get("ETag") };
}

export const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
