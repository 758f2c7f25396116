import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { useNow } from "@/lib/use-now";
import { useTitle } from "@/lib/use-title";
import { overviewQuery } from "@/lib/operator";
import { Figures } from "../components/figures";
import { QueuePanel } from "../components/queue-panel";
import { Switchboard } from "../components/switchboard";

const SHOWN = 8;

export function OverviewPage() {
  const { data, error, dataUpdatedAt, refetch } = useQuery(overviewQuery);
  const local = useNow(1_000);
  const skew = useMemo(() => (data ? Date.parse(data.now) - dataUpdatedAt : 0), [data, dataUpdatedAt]);
  const now = local + skew;
  useTitle(data ? `${data.today.calling} on the phone, ${data.today.inQueue} waiting · Ringwright` : "Switchboard · Ringwright");

  const calling = (data?.accounts ?? []).filter((account) => account.kind !== "payments");

  if (error && !data) {
    return (
      <>
        <h1 className="display mb-6 text-4xl">Switchboard</h1>
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </>
    );
  }
  return (
    <>
      <h1 className="sr-only">Switchboard</h1>
      <Figures today={data?.today} />
      <div className="mt-8 grid items-start gap-x-6 gap-y-8 xl:grid-cols-[1fr_26rem]">
        <section aria-labelledby="lines-title" className="min-w-0">
          <h2 id="lines-title" className="display mb-3 text-2xl">
            Lines
          </h2>
          {data ? (
            calling.length > 0 ? (
              <Switchboard accounts={calling} calls={data.calls} now={now} />
            ) : (
              <div className="rounded-2xl border border-dashed border-line-strong/60">
                <Empty title="No telephone account yet">
                  <Link to="/console/lines" className="font-medium text-accent-text underline underline-offset-4">
                    Add an account
                  </Link>{" "}
                  with at least one agent; its lines then appear here.
                </Empty>
              </div>
            )
          ) : (
            <div className="space-y-4">
              <Skeleton className="h-56 rounded-2xl" />
              <Skeleton className="h-56 rounded-2xl" />
            </div>
          )}
        </section>
        <section id="queue" aria-labelledby="queue-title" className="min-w-0">
          <div className="mb-3 flex items-baseline justify-between">
            <h2 id="queue-title" tabIndex={-1} className="display text-2xl">
              Queue
            </h2>
            {data && data.queue.length > 0 && (
              <Link to="/console/queue" className="figures text-sm font-medium text-accent-text underline-offset-4 hover:underline">
                All {data.queue.length} waiting
              </Link>
            )}
          </div>
          {data ? <QueuePanel queue={data.queue.slice(0, SHOWN)} now={now} /> : <Skeleton className="h-72 rounded-2xl" />}
        </section>
      </div>
    </>
  );
}
