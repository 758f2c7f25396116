import type { Client } from "openapi-fetch";
import { client } from "./client";
import type { components, paths } from "./schema.gen";

/** A shape as the OpenAPI document has it. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** The same client, with every route of the OpenAPI document. */
export const api = client as unknown as Client<paths>;
