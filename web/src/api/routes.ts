import type { Problem } from "./types";

/** What routes are written with where the document does not say enough; the form is that of openapi-typescript. */
export interface Reply<Status extends number, Body> {
  responses: Record<Status, { content: { "application/json": Body } }> & {
    default: { content: { "application/problem+json": Problem } };
  };
}

export interface Nothing {
  responses: { 204: { content?: never }; default: { content: { "application/problem+json": Problem } } };
}

export interface Send<Body> {
  requestBody: { content: { "application/json": Body } };
}

export interface ById {
  parameters: { path: { id: string } };
}

export interface Query<Fields> {
  parameters: { query?: Fields };
}

export interface Paged<Item> {
  items: Item[];
  nextCursor: string | null;
}
