import type { Client } from "openapi-fetch";
import type { AgentPaths } from "./agents";
import type { BusinessPaths } from "./business";
import type { CallPaths } from "./calls";
import { client } from "./client";
import type { DashboardPaths } from "./dashboard";
import type { OperatorPaths } from "./operator";
import type { PeoplePaths } from "./people";

/** The same client, with the routes of the console. */
export const desk = client as unknown as Client<OperatorPaths>;

/** The same client, with the routes of people. */
export const people = client as unknown as Client<PeoplePaths>;

/** The same client, with the routes of a business, its agents and their calls. */
export const business = client as unknown as Client<BusinessPaths & AgentPaths & CallPaths & DashboardPaths>;
