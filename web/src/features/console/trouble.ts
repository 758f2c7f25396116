import type { Account, JobCounts, OpenDispute, Reconciliation } from "@/api";
import { moment, timeOfDay } from "@/lib/format";
import type { Place } from "./places";

export interface Trouble {
  key: string;
  title: string;
  detail: string;
  to: Place["to"];
  action: string;
}

interface Known {
  accounts?: Account[] | undefined;
  jobs?: JobCounts | undefined;
  reconciliations?: Reconciliation[] | undefined;
  disputes?: { dispute: Pick<OpenDispute["dispute"], "dueBy"> }[] | undefined;
}

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

/** What an operator has to look at, the most urgent first; empty when all is well. */
export function troubles({ accounts = [], jobs, reconciliations = [], disputes = [] }: Known): Trouble[] {
  const found: Trouble[] = [];
  for (const account of accounts) {
    if (account.paused || account.health.state !== "open") continue;
    const until = account.health.openUntil ? ` until ${timeOfDay(account.health.openUntil)}` : "";
    found.push({
      key: `breaker:${account.id}`,
      title: `${account.name} is resting${until}`,
      detail: account.lastError ?? `${count(account.health.failures, "failure", "failures")} in a row.`,
      to: "/console/lines",
      action: "See its lines",
    });
  }
  if (disputes.length > 0) {
    const [due] = disputes.flatMap(({ dispute }) => dispute.dueBy ?? []).sort();
    found.push({
      key: "disputes",
      title: `${count(disputes.length, "payment is", "payments are")} disputed`,
      detail: `Answer in the vendor's dashboard before ${due ? moment(due) : "the bank's date"}.`,
      to: "/console/reconciliation",
      action: "See what is disputed",
    });
  }
  if (jobs && jobs.dead > 0) {
    found.push({
      key: "jobs",
      title: `${count(jobs.dead, "job has", "jobs have")} given up`,
      detail: "Each waits for you to try it again or to let it go.",
      to: "/console/jobs",
      action: "See the jobs",
    });
  }
  const open = reconciliations.flatMap((day) => day.differences).filter((difference) => !difference.healed).length;
  if (open > 0) {
    found.push({
      key: "books",
      title: `${count(open, "difference", "differences")} with the vendor's books`,
      detail: "Money here and money there do not agree.",
      to: "/console/reconciliation",
      action: "See the differences",
    });
  }
  return found;
}
