import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { toast } from "sonner";
import type { QueueEntry } from "@/api";
import { CancelDialog } from "@/components/operator/cancel-dialog";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { SearchBox } from "@/components/ui/search-box";
import { Select } from "@/components/ui/select";
import { RowsSkeleton } from "@/components/ui/table";
import type { QueueSearch } from "@/lib/console-search";
import { wait } from "@/lib/format";
import { overviewQuery, plansQuery, sayProblem } from "@/lib/operator";
import { useMay } from "@/lib/roles";
import { useNow } from "@/lib/use-now";
import { useTitle } from "@/lib/use-title";
import { useCallNow, usePriority } from "../api/queue";
import { QueueTable } from "../components/queue-table";
import { isDue, sifted, within } from "../order";

export function QueuePage({ search }: { search: QueueSearch }) {
  const { data, error, dataUpdatedAt, refetch } = useQuery(overviewQuery);
  const { data: plans } = useQuery(plansQuery);
  const local = useNow(1_000);
  const skew = useMemo(() => (data ? Date.parse(data.now) - dataUpdatedAt : 0), [data, dataUpdatedAt]);
  const now = local + skew;
  const mayAct = useMay("bookings.write");
  const actions = useActions();
  const [cancelling, setCancelling] = useState<QueueEntry | null>(null);
  useTitle(data ? `${data.queue.length} waiting · Ringwright` : "Queue · Ringwright");

  const queue = data?.queue ?? [];
  const shown = sifted(queue, search);
  const personas = new Map((plans?.items ?? []).map((plan) => [plan.name, plan.persona]));
  const due = queue.filter((entry) => isDue(entry, now)).length;

  return (
    <>
      <PageHead title="Queue">
        {data && queue.length > 0
          ? `${due} due now, ${queue.length - due} later. ${
              data.today.meanWaitSeconds === null ? "" : `Today people waited ${wait(data.today.meanWaitSeconds)} on average.`
            }`
          : "Everyone who waits for a call, in the order in which they will be called."}
      </PageHead>
      {queue.length > 0 && <Filters search={search} queue={queue} />}
      {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(data ?? !error) && (
        <div className="overflow-hidden rounded-2xl border border-line bg-surface">
          {!data ? (
            <RowsSkeleton label="Loading the queue" rows={6} />
          ) : queue.length === 0 ? (
            <Empty title="Nobody is waiting">
              New bookings appear here by themselves as soon as they are paid. Share the{" "}
              <a href="/" className="font-medium text-accent-text underline underline-offset-4">
                storefront
              </a>{" "}
              to get the first.
            </Empty>
          ) : shown.length === 0 ? (
            <Empty title="Nobody who waits fits these filters">
              <Link to="/console/queue" search={{}} className="font-medium text-accent-text underline underline-offset-4">
                Show all who wait
              </Link>
            </Empty>
          ) : (
            <QueueTable
              queue={shown}
              personas={personas}
              now={now}
              {...(mayAct ? { actions: { ...actions, cancel: setCancelling } } : {})}
            />
          )}
        </div>
      )}
      {cancelling && (
        <CancelDialog id={cancelling.bookingId} name={cancelling.name} onOpenChange={(open) => !open && setCancelling(null)} />
      )}
    </>
  );
}

function Filters({ search, queue }: { search: QueueSearch; queue: QueueEntry[] }) {
  const navigate = useNavigate();
  const plans = [...new Set(queue.map((entry) => entry.plan))].sort();
  const set = (change: { q?: string; plan?: string }) => {
    const next = Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value)) as QueueSearch;
    void navigate({ to: "/console/queue", search: next, replace: "q" in change });
  };
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <SearchBox
        label="Search the queue"
        placeholder="Name or booking id"
        value={search.q ?? ""}
        onChange={(q) => set({ q })}
        className="w-full sm:w-72"
      />
      <Select size="sm" aria-label="Plan" value={search.plan ?? ""} onChange={(event) => set({ plan: event.target.value })} className="max-sm:w-full">
        <option value="">All plans</option>
        {plans.map((plan) => (
          <option key={plan} value={plan}>
            {plan}
          </option>
        ))}
      </Select>
    </div>
  );
}

/** What an operator does with one who waits; a change of order can be taken back for some seconds. */
function useActions() {
  const priority = usePriority();
  const callNow = useCallNow();
  return {
    raise: (entry: QueueEntry, by: number) => {
      const next = within(entry.priority + by);
      if (next === entry.priority) {
        toast(`${entry.name} already has the ${by > 0 ? "highest" : "lowest"} priority.`);
        return;
      }
      priority.mutate(
        { id: entry.bookingId, priority: next },
        {
          onSuccess: () =>
            toast.success(`${entry.name} now has priority ${next}.`, {
              id: `priority:${entry.bookingId}`,
              action: {
                label: "Undo",
                onClick: () => priority.mutate({ id: entry.bookingId, priority: entry.priority }, { onError: sayProblem }),
              },
            }),
          onError: sayProblem,
        },
      );
    },
    callNow: (entry: QueueEntry) =>
      callNow.mutate(entry.bookingId, {
        onSuccess: () => toast.success(`${entry.name} is due now and is called with the next free line.`),
        onError: sayProblem,
      }),
  };
}
