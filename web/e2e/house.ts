/** A running program that stories are told in. */
export interface House {
  url: string;
  sandbox: string;
  /** The demo operator. */
  email: string;
  password: string;
}

const HOUSES = "RINGWRIGHT_E2E_HOUSES";

/** Tells the workers, each of which has a house to itself, where theirs are. */
export function tellHouses(houses: House[]) {
  process.env[HOUSES] = JSON.stringify(houses);
}

/**
 * Somebody else's program in place of our own, for all stories: RINGWRIGHT_E2E_URL, with
 * RINGWRIGHT_E2E_LOGIN (`email:password`) and RINGWRIGHT_E2E_SANDBOX.
 */
export function strangersHouse(): House | undefined {
  const url = process.env.RINGWRIGHT_E2E_URL;
  if (!url) return undefined;
  const login = process.env.RINGWRIGHT_E2E_LOGIN ?? "";
  const colon = login.indexOf(":");
  return { url, sandbox: process.env.RINGWRIGHT_E2E_SANDBOX ?? "", email: login.slice(0, colon), password: login.slice(colon + 1) };
}

/** The house of this worker; none before the set-up has run. */
export function findHouse(): House | undefined {
  const houses = JSON.parse(process.env[HOUSES] ?? "[]") as House[];
  return strangersHouse() ?? houses[Number(process.env.TEST_PARALLEL_INDEX ?? 0)];
}

/** The house of this worker. */
export function house(): House {
  const found = findHouse();
  if (!found) throw new Error("The set-up has started no program for this worker.");
  return found;
}
