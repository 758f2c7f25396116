import type { Client } from "openapi-fetch";
import { client } from "./client";
import type { OperatorPaths } from "./operator";

/** The same client, with the routes of the console. */
export const desk = client as unknown as Client<OperatorPaths>;
