import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, ArrowUpDown, PhoneOutgoing } from "lucide-react";
import { useMemo, useState } from "react";
import { toast } from "sonner";
import type { Booking, BookingDetail } from "@/api";
import { CancelDialog } from "@/components/operator/cancel-dialog";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { Fact, Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { outcomeWords, stateWords, stillWaits } from "@/lib/booking-words";
import { appointment, clock, moment, timeOfDay, wait, words } from "@/lib/format";
import { overviewQuery, sayProblem } from "@/lib/operator";
import { phone } from "@/lib/phone";
import { useMay } from "@/lib/roles";
import { useNow } from "@/lib/use-now";
import { useTitle } from "@/lib/use-title";
import { bookingQuery, useRetry } from "../api/queries";
import { EventList } from "../components/event-list";
import { PaymentPanel } from "../components/payment-panel";
import { PriorityDialog } from "../components/priority-dialog";
import { mayRetry, standing } from "../words";

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

function Detail({ detail: { booking, events } }: { detail: BookingDetail }) {
  const { data: board } = useQuery(overviewQuery);
  const names = useMemo(
    () =>
      new Map(
        (board?.accounts ?? []).flatMap((account) => [
          [account.id, account.name] as const,
          ...account.agents.map((agent) => [agent.id, agent.name] as const),
        ]),
      ),
    [board],
  );
  const waiting = board?.queue.find((entry) => entry.bookingId === booking.id);
  return (
    <>
      <header className="mb-6 flex flex-wrap items-start gap-x-6 gap-y-4">
        <div className="min-w-0 grow">
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <h1 className="display min-w-0 text-3xl wrap-anywhere md:text-4xl">{booking.name}</h1>
            <span role="status">
              <Badge tone={stateWords[booking.state].tone}>{stateWords[booking.state].label}</Badge>
            </span>
          </div>
          <p className="mt-1.5 text-sm text-soft">{standing(booking)}</p>
        </div>
        <Actions booking={booking} priority={waiting?.priority ?? null} />
      </header>

      {booking.failure && (
        <Notice tone="harm" title={booking.failure.sentence} className="mb-6">
          {booking.failure.remedy} <span className="text-faint">({booking.failure.code})</span>
        </Notice>
      )}

      <div className="grid items-start gap-6 lg:grid-cols-[1fr_24rem]">
        <Panel
          id="events-title"
          title="Everything that happened"
          aside={<span className="figures text-[0.8125rem] text-faint">{events.length} events, newest first</span>}
          className="max-lg:order-last"
        >
          <EventList events={events} names={names} />
        </Panel>
        <div className="space-y-6">
          <PaymentPanel booking={booking} />
          <Facts booking={booking} />
          <Calls booking={booking} />
        </div>
      </div>
    </>
  );
}

function Actions({ booking, priority }: { booking: Booking; priority: number | null }) {
  const [open, setOpen] = useState<"cancel" | "priority" | null>(null);
  const retry = useRetry(booking.id);
  const mayAct = useMay("bookings.write");
  if (!mayAct) return null;
  const again = booking.state === "queued" ? "Call now" : "Call again";
  return (
    <div className="flex flex-wrap gap-2">
      {mayRetry(booking) && (
        <Button
          look="primary"
          size="sm"
          pending={retry.isPending}
          onClick={() =>
            retry.mutate(undefined, {
              onSuccess: () => toast.success(`${booking.name} is in the queue and due now.`),
              onError: sayProblem,
            })
          }
        >
          {!retry.isPending && <PhoneOutgoing aria-hidden />}
          {again}
        </Button>
      )}
      {stillWaits(booking.state) && (
        <>
          <Button size="sm" onClick={() => setOpen("priority")}>
            <ArrowUpDown aria-hidden />
            Priority
          </Button>
          <Button look="harm-quiet" size="sm" onClick={() => setOpen("cancel")}>
            Cancel the call
          </Button>
        </>
      )}
      {open === "cancel" && <CancelDialog id={booking.id} name={booking.name} onOpenChange={() => setOpen(null)} />}
      {open === "priority" && (
        <PriorityDialog id={booking.id} name={booking.name} current={priority} onClose={() => setOpen(null)} />
      )}
    </div>
  );
}

function Facts({ booking }: { booking: Booking }) {
  const number = phone(booking.phone);
  const { queue } = booking;
  return (
    <Panel id="facts-title" title="Booking">
      <dl>
        <Fact name="Number">
          <span className="inline-flex items-center gap-1">
            <span className="figures">
              {number.flag && <span aria-hidden>{number.flag} </span>}
              {number.text}
            </span>
            <CopyButton text={booking.phone} label="Copy the number" className="-my-2" />
          </span>
        </Fact>
        <Fact name="E-mail">{booking.email}</Fact>
        {booking.request && (
          <Fact name="Request">
            <span className="whitespace-pre-line">{booking.request}</span>
          </Fact>
        )}
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
          <span className="flex items-center gap-1">
            <span className="font-mono text-xs">{booking.id}</span>
            <CopyButton text={booking.id} label="Copy the id" className="-my-2" />
          </span>
        </Fact>
      </dl>
    </Panel>
  );
}

function Calls({ booking: { attempts } }: { booking: Booking }) {
  const now = useNow(1_000);
  return (
    <Panel id="attempts-title" title="Calls">
      {attempts.length === 0 ? (
        <p className="text-sm text-faint">The phone has not rung yet.</p>
      ) : (
        <ol className="space-y-2.5 text-sm">
          {attempts.map((attempt, index) => (
            <li key={attempt.id} className="flex items-baseline justify-between gap-4">
              <span>
                <span className="figures mr-2 text-faint">{index + 1}</span>
                {attempt.outcome ? outcomeWords[attempt.outcome] : words(attempt.state)}
              </span>
              <span className="figures text-[0.8125rem] whitespace-nowrap text-faint">
                {timeOfDay(attempt.createdAt)}
                {attempt.answeredAt &&
                  `, talked ${clock(((attempt.endedAt ? Date.parse(attempt.endedAt) : now) - Date.parse(attempt.answeredAt)) / 1_000)}`}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
