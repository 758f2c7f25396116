import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { LiveCall, Account } from "@/api";
import { Button } from "@/components/ui/button";
import { Chips } from "@/components/ui/chips";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { Skeleton } from "@/components/ui/skeleton";
import type { LineSearch } from "@/lib/console-search";
import { overviewQuery } from "@/lib/operator";
import { useMay } from "@/lib/roles";
import { useTitle } from "@/lib/use-title";
import { AccountCard } from "../components/account-card";
import { AccountSheet } from "../components/account-sheet";
import { AgentsPanel } from "../components/agents-panel";

export function LinesPage({ search }: { search: LineSearch }) {
  useTitle("Lines · Ringwright");
  const { data, error, refetch } = useQuery(overviewQuery);
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const maySetUp = useMay("accounts.write");
  const tab = search.tab ?? "accounts";
  const agents = data?.accounts.reduce((sum, account) => sum + account.agents.length, 0);
  return (
    <>
      <PageHead
        title="Lines"
        actions={
          maySetUp && (
            <Button look="primary" onClick={() => setAdding(true)}>
              <Plus aria-hidden />
              Add an account
            </Button>
          )
        }
      >
        The accounts that carry calls and take payments, how they are, and who speaks on them.
      </PageHead>
      <div className="mb-5">
        <Chips
          label="What to show"
          value={tab}
          onChange={(next) => void navigate({ to: "/console/lines", search: next === "agents" ? { tab: "agents" } : {} })}
          chips={[
            { value: "accounts", label: "Accounts", count: data?.accounts.length },
            { value: "agents", label: "Agents", count: agents },
          ]}
        />
      </div>
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <div role="status" aria-label="Loading the lines" className="grid gap-4 xl:grid-cols-2">
          <Skeleton className="h-60 rounded-2xl" />
          <Skeleton className="h-60 rounded-2xl" />
        </div>
      ) : tab === "agents" ? (
        <AgentsPanel accounts={data.accounts} />
      ) : (
        <Accounts accounts={data.accounts} calls={data.calls} />
      )}
      {adding && <AccountSheet onClose={() => setAdding(false)} />}
    </>
  );
}

function Accounts({ accounts, calls }: { accounts: Account[]; calls: LiveCall[] }) {
  const carriers = accounts.filter((account) => account.kind !== "payments");
  const tills = accounts.filter((account) => account.kind === "payments");
  if (accounts.length === 0) {
    return (
      <div className="rounded-2xl border border-dashed border-line-strong/60">
        <Empty title="No account yet">
          Add an account in sandbox mode first: nothing rings and nothing is charged, and everything else works as it will later.
        </Empty>
      </div>
    );
  }
  return (
    <div className="space-y-8">
      <Group id="carriers" title="For calls" accounts={carriers} calls={calls} />
      <Group id="tills" title="For payments" accounts={tills} calls={[]} />
    </div>
  );
}

function Group({ id, title, accounts, calls }: { id: string; title: string; accounts: Account[]; calls: LiveCall[] }) {
  if (accounts.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-3 text-sm font-semibold text-soft">
        {title}
      </h2>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        {accounts.map((account) => (
          <AccountCard key={account.id} account={account} calls={calls.filter((call) => call.accountId === account.id)} />
        ))}
      </div>
    </section>
  );
}
