import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import type { CallDetail } from "@/api";
import { ReplyChart } from "@/components/operator/reply-chart";
import { LiveTranscript, Transcript } from "@/components/operator/transcript";
import { Badge } from "@/components/ui/badge";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { Fact, Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { Timeline } from "@/components/ui/timeline";
import { duration, moment, words } from "@/lib/format";
import { useTitle } from "@/lib/use-title";
import { callQuery } from "../api/calls";
import { callState, linesOf, person, timesOf } from "../words";

export function CallPage({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(callQuery(id));
  useTitle("Call · Ringwright");
  return (
    <>
      <Link to="/console/calls" search={{}} className="mb-3 inline-flex items-center gap-1.5 text-sm text-soft hover:text-text">
        <ArrowLeft aria-hidden className="size-4" />
        Calls
      </Link>
      {error && !data ? <ProblemNotice error={error} onRetry={() => void refetch()} /> : data ? <Whole detail={data} /> : <Skeleton className="h-96 rounded-2xl" />}
    </>
  );
}

const link = "font-medium text-accent-text underline underline-offset-4";

function Whole({ detail }: { detail: CallDetail }) {
  const { call, events, turns, usage } = detail;
  const { label, tone } = callState(call);
  const lines = linesOf(detail);
  const Said = call.ended ? Transcript : LiveTranscript;
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
          <Panel id="transcript-title" title="What was said">
            {lines.length > 0 ? (
              <Said lines={lines} agent={call.agentName} />
            ) : (
              <Empty title="No words of this call are here" className="py-8">
                {call.kind === "booked" ? "The vendor that held it keeps them." : "Nobody has said anything yet."}
              </Empty>
            )}
          </Panel>
          {turns.length > 0 && (
            <Panel id="turns-title" title="How long replies took">
              <ReplyChart replies={timesOf(detail)} />
            </Panel>
          )}
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
              {usage && (
                <>
                  <Fact name="Model">
                    <span className="figures">{`${usage.promptTokens.toLocaleString()} tokens read, ${usage.completionTokens.toLocaleString()} written`}</span>
                  </Fact>
                  <Fact name="Voice">
                    <span className="figures">{usage.letters.toLocaleString()} letters spoken</span>
                  </Fact>
                </>
              )}
            </dl>
          </Panel>
          {events.length > 0 && (
            <Panel id="events-title" title="What happened">
              <Timeline moments={[...events].reverse().map((event) => ({ key: event.seq, at: event.at, title: words(event.kind) }))} />
            </Panel>
          )}
        </div>
      </div>
    </>
  );
}
