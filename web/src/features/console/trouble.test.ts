import { describe, expect, it } from "vitest";
import type { Account, Reconciliation } from "@/api";
import { troubles } from "./trouble";

const account = (over: Partial<Account>) =>
  ({
    id: "acc_1",
    name: "Main line",
    paused: false,
    lastError: null,
    health: { state: "closed", openUntil: null, failures: 0 },
    ...over,
  }) as Account;

const day = (...healed: boolean[]) =>
  ({ differences: healed.map((entry) => ({ kind: "amount_differs", healed: entry })) }) as Reconciliation;

describe("what an operator has to look at", () => {
  it("is nothing when all is well or nothing is known yet", () => {
    expect(troubles({})).toEqual([]);
    expect(
      troubles({
        accounts: [account({})],
        jobs: { waiting: 5, running: 1, dead: 0, late: 2 },
        reconciliations: [day(true)],
        disputes: [],
      }),
    ).toEqual([]);
  });

  it("is an account at rest, unless it was paused by hand", () => {
    const health = { state: "open", openUntil: null, failures: 5 } as const;
    expect(troubles({ accounts: [account({ health })] })).toMatchObject([
      { title: "Main line is resting", detail: "5 failures in a row.", to: "/console/lines" },
    ]);
    expect(troubles({ accounts: [account({ health, lastError: "503" })] })[0]?.detail).toBe("503");
    expect(troubles({ accounts: [account({ health, paused: true })] })).toEqual([]);
  });

  it("is dead jobs, disputes and differences that nobody healed", () => {
    const found = troubles({
      jobs: { waiting: 0, running: 0, dead: 1, late: 0 },
      reconciliations: [day(true, false), day(false)],
      disputes: [{ dispute: { dueBy: null } }],
    });
    expect(found.map((entry) => entry.title)).toEqual([
      "1 payment is disputed",
      "1 job has given up",
      "2 differences with the vendor's books",
    ]);
  });
});
