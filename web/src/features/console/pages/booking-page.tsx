import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, Copy } from "lucide-react";
import { useState, type ReactNode } from "react";
import { toast } from "sonner";
import type { Attempt, Booking, BookingDetail, DomainEvent } from "@/api";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { Timeline } from "@/components/ui/timeline";
import { outcomeWords, paymentWords, stateWords, stillWaits } from "@/lib/booking-words";
import { appointment, clock, duration, moment, money, timeOfDay, wait, words } from "@/lib/format";
import { phone } from "@/lib/phone";
import { useNow } from "@/lib/use-now";
import { useTitle } from "@/lib/use-title";
import { bookingQuery } from "../api/queries";
import { CancelDialog } from "../components/cancel-dialog";

export function BookingPage({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(bookingQuery(id));
  useTitle(data ? `${data.booking.name} · Bookings` : "Booking · Ringwright");
  return (
    <>
      <Link to="/console/bookings" className="mb-4 inline-flex items-center gap-1.5 text-sm font-medium text-soft hover:text-text">
        <ArrowLeft aria-hidden className="size-4" /> Bookings
      </Link>
      {data ? (
        <Detail key={id} detail={data} />
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <div role="status" aria-label="Loading the booking" className="space-y-6">
          <Skeleton className="h-11 w-72" />
          <div className="grid gap-6 lg:grid-cols-[1fr_24rem]">
            <Skeleton className="h-96 rounded-2xl" />
            <Skeleton className="h-64 rounded-2xl" />
          </div>
        </div>
      )}
    </>
  );
}

const panel = "rounded-2xl border border-line bg-surface p-6";

function Detail({ detail: { booking, events } }: { detail: BookingDetail }) {
  const [cancelling, setCancelling] = useState(false);
  const state = stateWords[booking.state];
  return (
    <>
      <header className="mb-6 flex flex-wrap items-center gap-x-4 gap-y-3">
        <h1 className="display min-w-0 text-4xl wrap-anywhere">{booking.name}</h1>
        <span role="status">
          <Badge tone={state.tone}>{state.label}</Badge>
        </span>
        {stillWaits(booking.state) && (
          <Button look="harm-quiet" size="sm" className="ml-auto" onClick={() => setCancelling(true)}>
            Cancel the call
          </Button>
        )}
      </header>

      {booking.failure && (
        <Notice tone="harm" title={booking.failure.sentence} className="mb-6">
          {booking.failure.remedy} <span className="text-faint">({booking.failure.code})</span>
        </Notice>
      )}

      <div className="grid items-start gap-6 lg:grid-cols-[1fr_24rem]">
        <section aria-labelledby="events-title" className={panel}>
          <h2 id="events-title" className="mb-5 font-semibold">
            Everything that happened
          </h2>
          <Timeline moments={moments(booking, events)} />
        </section>
        <div className="space-y-6">
          <Facts booking={booking} />
          <Attempts attempts={booking.attempts} />
        </div>
      </div>

      {cancelling && <CancelDialog id={booking.id} name={booking.name} onOpenChange={setCancelling} />}
    </>
  );
}

/** The plain sentence of the booking's timeline where there is one, otherwise the event's own name and data. */
function moments(booking: Booking, events: DomainEvent[]) {
  const sentences = new Map(booking.timeline.map((entry) => [entry.seq, entry.text]));
  return [...events].reverse().map((event) => ({
    key: event.seq,
    at: event.at,
    title: sentences.get(event.seq) ?? words(event.kind),
    body: <EventData event={event} />,
  }));
}

function EventData({ event }: { event: DomainEvent }) {
  const data = event.data;
  const entries = typeof data === "object" && data !== null ? Object.entries(data as Record<string, unknown>) : [];
  return (
    <details className="group text-[0.8125rem] text-faint">
      <summary className="inline-flex list-none items-center gap-2 rounded hover:text-soft">
        <span className="font-mono text-xs">{event.kind}</span>
        <span className="figures">#{event.seq}</span>
      </summary>
      <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 rounded-lg bg-sunken p-3 font-mono text-xs">
        {event.callId && (
          <>
            <dt>call</dt>
            <dd className="text-soft wrap-anywhere">{event.callId}</dd>
          </>
        )}
        {entries.map(([name, value]) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd className="text-soft wrap-anywhere">{typeof value === "string" ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
        {!event.callId && entries.length === 0 && <dt>no more is recorded</dt>}
      </dl>
    </details>
  );
}

function Facts({ booking }: { booking: Booking }) {
  const number = phone(booking.phone);
  const { payment, queue } = booking;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(booking.phone);
      toast.success("The number is copied.");
    } catch {
      toast.error("The browser does not allow copying here. Select the number and copy it by hand.");
    }
  };
  return (
    <section aria-labelledby="facts-title" className={panel}>
      <h2 id="facts-title" className="mb-4 font-semibold">
        Booking
      </h2>
      <dl className="space-y-3 text-sm">
        <Fact name="Plan">
          {booking.plan.name}, up to {duration(booking.plan.durationSeconds)}
        </Fact>
        <Fact name="Number">
          <span className="inline-flex items-center gap-1">
            <span className="figures">
              {number.flag && <span aria-hidden>{number.flag} </span>}
              {number.text}
            </span>
            <Button look="ghost" size="icon" className="-my-2 size-7!" aria-label="Copy the number" onClick={() => void copy()}>
              <Copy aria-hidden />
            </Button>
          </span>
        </Fact>
        <Fact name="E-mail">
          <span className="wrap-anywhere">{booking.email}</span>
        </Fact>
        {booking.request && (
          <Fact name="Request">
            <span className="wrap-anywhere whitespace-pre-line">{booking.request}</span>
          </Fact>
        )}
        <Fact name="Payment">
          {payment ? (
            <>
              {money(payment.amountMinor, payment.currency)}, {paymentWords[payment.state].label.toLowerCase()}
              {payment.refundedMinor > 0 && ` (${money(payment.refundedMinor, payment.currency)} refunded)`}
            </>
          ) : (
            "None, this plan is free"
          )}
        </Fact>
        {queue && (
          <Fact name="Queue">
            Place {queue.place}
            {queue.expectedWaitSeconds !== null && `, ${wait(queue.expectedWaitSeconds)}`}
          </Fact>
        )}
        {booking.scheduledAt && <Fact name="Scheduled">{appointment(booking.scheduledAt)}</Fact>}
        {booking.nextAttemptAt && <Fact name="Next try">{moment(booking.nextAttemptAt)}</Fact>}
        <Fact name="Booked">{moment(booking.createdAt)}</Fact>
        <Fact name="Id">
          <span className="font-mono text-xs wrap-anywhere">{booking.id}</span>
        </Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[5.5rem_1fr] gap-3">
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  );
}

function Attempts({ attempts }: { attempts: Attempt[] }) {
  const now = useNow(1_000);
  return (
    <section aria-labelledby="attempts-title" className={panel}>
      <h2 id="attempts-title" className="mb-4 font-semibold">
        Calls
      </h2>
      {attempts.length === 0 ? (
        <p className="text-sm text-faint">The phone has not rung yet.</p>
      ) : (
        <ol className="space-y-3 text-sm">
          {attempts.map((attempt, index) => (
            <li key={attempt.id} className="flex items-baseline justify-between gap-4">
              <span>
                <span className="figures mr-2 text-faint">{index + 1}</span>
                {attempt.outcome ? outcomeWords[attempt.outcome] : words(attempt.state)}
              </span>
              <span className="figures text-[0.8125rem] whitespace-nowrap text-faint">
                {timeOfDay(attempt.createdAt)}
                {attempt.answeredAt &&
                  `, talked ${clock((Date.parse(attempt.endedAt ?? new Date(now).toISOString()) - Date.parse(attempt.answeredAt)) / 1_000)}`}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
