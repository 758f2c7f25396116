import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import type { Job, JobCounts, JobState } from "@/api";
import { Button } from "@/components/ui/button";
import { Chips } from "@/components/ui/chips";
import { Confirm } from "@/components/ui/dialog";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { LoadMore, RowsSkeleton } from "@/components/ui/table";
import type { JobSearch } from "@/lib/console-search";
import { moment } from "@/lib/format";
import { sayProblem } from "@/lib/operator";
import { useMay } from "@/lib/roles";
import { useTitle } from "@/lib/use-title";
import { jobsQuery, useLetGo, useRetryJob } from "../api/health";
import { errorParts, jobWords, lettingGo } from "../words";

export function JobsPage({ search }: { search: JobSearch }) {
  useTitle("Jobs · Ringwright");
  const state = search.state ?? "dead";
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(jobsQuery(state));
  const navigate = useNavigate();
  const [letting, setLetting] = useState<Job | null>(null);
  const jobs = data?.pages.flatMap((page) => page.items) ?? [];
  const counts = data?.pages[0]?.counts;
  return (
    <>
      <PageHead title="Jobs">Everything that the program does at its time: it tries again by itself, and asks you when it cannot.</PageHead>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <Chips
          label="Which jobs"
          value={state}
          onChange={(next) => void navigate({ to: "/console/jobs", search: next === "dead" ? {} : { state: next } })}
          chips={[
            { value: "dead", label: "Given up", count: counts?.dead },
            { value: "waiting", label: "Waiting", count: counts?.waiting },
            { value: "running", label: "Running", count: counts?.running },
          ]}
        />
        {counts && counts.late > 0 && (
          <p className="text-[0.8125rem] text-harm-text" role="status">
            <span className="figures">{counts.late}</span> should have run by now
          </p>
        )}
      </div>
      {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(data ?? !error) && (
        <div className="overflow-hidden rounded-2xl border border-line bg-surface">
          {!data ? (
            <RowsSkeleton label="Loading the jobs" rows={4} />
          ) : jobs.length === 0 ? (
            <Nothing state={state} counts={counts} />
          ) : (
            <ul aria-label="Jobs" className="divide-y divide-line">
              {jobs.map((job) => (
                <JobRow key={job.id} job={job} state={state} onLetGo={() => setLetting(job)} />
              ))}
            </ul>
          )}
        </div>
      )}
      <LoadMore more={hasNextPage} pending={isFetchingNextPage} onMore={() => void fetchNextPage()} shown={jobs.length} />
      {letting && <LetGo job={letting} onClose={() => setLetting(null)} />}
    </>
  );
}

function Nothing({ state, counts }: { state: JobState; counts: JobCounts | undefined }) {
  if (state === "dead") {
    return (
      <Empty title="Nothing has given up">
        A job that fails again and again comes here, with its error, and waits for you to try it again or to let it go.
      </Empty>
    );
  }
  if (state === "running") return <Empty title="Nothing runs at this moment">Jobs run for a second or two; {counts?.waiting ?? 0} wait for their time.</Empty>;
  return <Empty title="Nothing waits">There is nothing to do later.</Empty>;
}

const link = "font-medium text-accent-text underline-offset-4 hover:underline";

function JobRow({ job, state, onLetGo }: { job: Job; state: JobState; onLetGo: () => void }) {
  const retry = useRetryJob();
  const mayAct = useMay("jobs.write");
  const dead = state === "dead";
  const { first, rest } = errorParts(job.lastError);
  return (
    <li className="px-5 py-4">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-0 grow basis-72">
          <p className="font-medium">{jobWords(job.kind)}</p>
          {(dead || job.lastError) && (
            <p className="mt-1 text-sm leading-6 wrap-anywhere">
              <span className={dead ? "text-harm-text" : "text-soft"}>{first}</span> {rest && <span className="text-soft">{rest}</span>}
            </p>
          )}
          <p className="mt-1 flex flex-wrap gap-x-3 gap-y-1 text-[0.8125rem] text-faint">
            <span className="font-mono text-xs leading-5">{job.kind}</span>
            <span className="figures">
              {job.tries} {job.tries === 1 ? "try" : "tries"}
            </span>
            {dead && job.deadAt && <span className="figures">gave up {moment(job.deadAt)}</span>}
            {state === "waiting" && <span className="figures">due {moment(job.runAt)}</span>}
            {state === "running" && job.lockedBy && <span>on {job.lockedBy}</span>}
            {job.priority !== 0 && <span className="figures">priority {job.priority}</span>}
            {job.about.booking && (
              <Link to="/console/bookings/$id" params={{ id: job.about.booking }} className={link}>
                See the booking
              </Link>
            )}
          </p>
        </div>
        {dead && mayAct && (
          <div className="flex gap-2">
            <Button
              size="sm"
              pending={retry.isPending}
              onClick={() =>
                retry.mutate(job.id, {
                  onSuccess: () => toast.success("It is tried again now. If it fails again it comes back here."),
                  onError: sayProblem,
                })
              }
            >
              {!retry.isPending && <RotateCcw aria-hidden />}
              Try again
            </Button>
            <Button look="harm-quiet" size="sm" onClick={onLetGo}>
              <Trash2 aria-hidden />
              Let go
            </Button>
          </div>
        )}
      </div>
    </li>
  );
}

function LetGo({ job, onClose }: { job: Job; onClose: () => void }) {
  const letGo = useLetGo();
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Let “${jobWords(job.kind)}” go?`}
      confirm="Let it go"
      keep="Keep it"
      pending={letGo.isPending}
      onConfirm={() =>
        letGo.mutate(job.id, {
          onSuccess: () => {
            toast.success("The job is gone.");
            onClose();
          },
          onError: (error) => {
            onClose();
            sayProblem(error);
          },
        })
      }
    >
      {lettingGo(job)} This cannot be undone.
    </Confirm>
  );
}
