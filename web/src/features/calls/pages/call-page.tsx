import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { asProblem, type CallDetail } from "@/api";
import { CostList } from "@/components/operator/cost-list";
import { MeasuresTable } from "@/components/operator/measures-table";
import { ReplyChart } from "@/components/operator/reply-chart";
import { Badge } from "@/components/ui/badge";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { Fact, Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { Timeline } from "@/components/ui/timeline";
import { callState, person } from "@/lib/call-words";
import { clock, duration, moment } from "@/lib/format";
import { useTitle } from "@/lib/use-title";
import { callQuery, measuresQuery } from "../api/calls";
import { SaidPanel } from "../components/said-panel";
import { eventWords, told } from "../happened";
import { secondOf, timesOf } from "../words";

export function CallPage({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(callQuery(id));
  useTitle("Call · Ringwright");
  return (
    <>
      <Link to="/console/calls" search={{}} className="mb-3 inline-flex items-center gap-1.5 text-sm text-soft hover:text-text">
        <ArrowLeft aria-hidden className="size-4" />
        Calls
      </Link>
      {data ? (
        <Whole detail={data} />
      ) : error ? (
        <>
          <PageHead title="Call" />
          {asProblem(error).status === 404 ? <Missing /> : <ProblemNotice error={error} onRetry={() => void refetch()} />}
        </>
      ) : (
        <div role="status" aria-label="Loading the call">
          <Skeleton className="mb-6 h-10 w-72 max-w-full" />
          <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
            <Skeleton className="h-96 rounded-2xl" />
            <Skeleton className="h-56 rounded-2xl" />
          </div>
        </div>
      )}
    </>
  );
}

const link = "font-medium text-accent-text underline underline-offset-4";

function Missing() {
  return (
    <div className="rounded-2xl border border-line bg-surface">
      <Empty title="There is no such call">
        It may have been deleted, or its address is not whole.{" "}
        <Link to="/console/calls" search={{}} className={link}>
          Show all calls
        </Link>
      </Empty>
    </div>
  );
}

function Whole({ detail }: { detail: CallDetail }) {
  const { call, events, trace } = detail;
  const { label, tone } = callState(call);
  const moments = told(events);
  return (
    <>
      <PageHead
        title={
          <span className="flex flex-wrap items-center gap-3">
            {person(call)}
            <Badge tone={tone}>{label}</Badge>
          </span>
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0 space-y-6">
          <SaidPanel detail={detail} />
          <Speed detail={detail} />
        </div>
        <div className="min-w-0 space-y-6">
          <Panel id="facts-title" title="The call">
            <dl>
              <Fact name="Agent">
                {call.agentName}
                {call.agentVersion !== null && `, version ${call.agentVersion}`}
              </Fact>
              {call.phoneMasked && <Fact name="Number">{call.phoneMasked}</Fact>}
              <Fact name="Began">{moment(call.startedAt)}</Fact>
              {call.answeredAt && <Fact name="Picked up">{moment(call.answeredAt)}</Fact>}
              {call.durationSeconds !== null && <Fact name="Length">{duration(call.durationSeconds)}</Fact>}
              {call.bookingId && (
                <Fact name="Booking">
                  <Link to="/console/bookings/$id" params={{ id: call.bookingId }} className={link}>
                    {call.plan ?? "See the booking"}
                  </Link>
                </Fact>
              )}
              {trace && call.ended && (
                <Fact name="Timing trace">
                  <a href={trace} download className={link}>
                    Download
                  </a>
                  <p className="mt-1 text-xs leading-5 text-soft">
                    For <code>ringwright voice replay</code>. It holds what was said.
                  </p>
                </Fact>
              )}
            </dl>
          </Panel>
          <Cost detail={detail} />
          {moments.length > 0 && (
            <Panel id="events-title" title="What happened">
              <Timeline moments={moments.map((event) => ({ key: event.seq, at: event.at, title: eventWords(event), ...sinceBegun(detail, event.at) }))} />
            </Panel>
          )}
        </div>
      </div>
    </>
  );
}

/** Our own calls are told in the seconds of the conversation, as their words are. */
const sinceBegun = (detail: CallDetail, at: string) => (detail.call.kind === "own" ? { shown: clock(secondOf(detail, at)) } : {});

/** How long replies took, and how the agent took being interrupted. */
function Speed({ detail }: { detail: CallDetail }) {
  const { data } = useQuery({ ...measuresQuery(detail.call.id), enabled: detail.turns.length > 0 });
  if (detail.turns.length === 0) return null;
  const overlaps = data?.overlaps ?? [];
  return (
    <Panel id="turns-title" title="How long replies took">
      <ReplyChart replies={timesOf(detail)} />
      {data && (
        <div className="mt-6 border-t border-line pt-5">
          <h3 className="mb-3 text-sm font-semibold">Where the time went</h3>
          <MeasuresTable label="Where the time went" measures={data.all} />
        </div>
      )}
      {overlaps.length > 0 && (
        <div className="mt-6 border-t border-line pt-5">
          <h3 className="mb-2 text-sm font-semibold">While the agent spoke</h3>
          <ul className="space-y-1.5 text-sm">
            {overlaps.map((overlap, index) => (
              <li key={`${overlap.at}-${index}`} className="flex items-baseline gap-3">
                <time dateTime={overlap.at} className="figures w-12 shrink-0 text-right text-xs text-faint">
                  {clock(secondOf(detail, overlap.at))}
                </time>
                <span className="min-w-0">
                  {overlap.interruption ? "The caller interrupted; the agent was silent after" : "A sound that was no interruption; the agent paused for"}{" "}
                  <span className="figures font-medium whitespace-nowrap">{overlap.ms} ms</span>
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}

/** What the call took from the vendors. A call that a vendor held whole has its price in the vendor's books. */
function Cost({ detail: { call, usage } }: { detail: CallDetail }) {
  const { data } = useQuery({ ...measuresQuery(call.id), enabled: usage !== null });
  if (!data) return null;
  return (
    <Panel id="cost-title" title="What it cost">
      <CostList costs={data.costs} />
    </Panel>
  );
}
