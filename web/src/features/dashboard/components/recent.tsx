import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { RowsSkeleton } from "@/components/ui/table";
import { stateWords } from "@/lib/booking-words";
import { callState, person } from "@/lib/call-words";
import { clock, moment } from "@/lib/format";
import { recentQuery, todayQuery } from "../api/dashboard";

const SHOWN = 6;
const row = "flex items-center gap-3 px-5 py-(--row) transition-colors hover:bg-sunken/60";
const link = "font-medium text-accent-text underline underline-offset-4";

/** The newest calls, as they come. */
export function RecentCalls() {
  const { data, error, refetch } = useQuery(recentQuery);
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} className="m-5" />;
  if (!data) return <RowsSkeleton label="Loading the newest calls" rows={4} />;
  if (data.items.length === 0) {
    return (
      <Empty title="Nobody has called yet">
        Hold the first call yourself:{" "}
        <Link to="/console/voice" search={{}} className={link}>
          talk to an agent
        </Link>
        .
      </Empty>
    );
  }
  return (
    <ul aria-label="Newest calls" className="divide-y divide-line">
      {data.items.slice(0, SHOWN).map((call) => {
        const { label, tone } = callState(call);
        return (
          <li key={call.id} className="appear">
            <Link to="/console/calls/$id" params={{ id: call.id }} className={row}>
              <Two first={person(call)} second={[call.agentName, call.durationSeconds === null ? "" : clock(call.durationSeconds), moment(call.startedAt)].filter(Boolean).join(" · ")} />
              <Badge tone={tone}>{label}</Badge>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** The bookings that were made today. */
export function TodayBookings() {
  const { data, error, refetch } = useQuery(todayQuery);
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} className="m-5" />;
  if (!data) return <RowsSkeleton label="Loading the bookings of today" rows={4} />;
  if (data.items.length === 0) {
    return (
      <Empty title="Nobody has booked today">
        <a href="/" className={link}>
          Open the storefront
        </a>{" "}
        and book a call; in the sandbox it costs nothing.
      </Empty>
    );
  }
  return (
    <ul aria-label="Bookings of today" className="divide-y divide-line">
      {data.items.slice(0, SHOWN).map((booking) => (
        <li key={booking.id} className="appear">
          <Link to="/console/bookings/$id" params={{ id: booking.id }} className={row}>
            <Two first={booking.name} second={`${booking.plan} · ${moment(booking.createdAt)}`} />
            <Badge tone={stateWords[booking.state].tone}>{stateWords[booking.state].label}</Badge>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Two({ first, second }: { first: ReactNode; second: ReactNode }) {
  return (
    <span className="min-w-0 grow">
      <span className="block truncate text-sm font-medium">{first}</span>
      <span className="figures block truncate text-[0.8125rem] text-faint">{second}</span>
    </span>
  );
}
