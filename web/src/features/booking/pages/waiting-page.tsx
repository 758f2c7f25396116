import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, Hourglass, Mic, ShieldCheck, VolumeX } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { ApiProblem, asProblem, sentence, type Booking } from "@/api";
import { BellMark } from "@/components/ui/brand";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { LiveMark } from "@/components/ui/live-mark";
import { ProblemNotice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { ThemeToggle } from "@/components/ui/theme-toggle";
import { Timeline } from "@/components/ui/timeline";
import { cameBack, forgetReturn, tokenOf } from "@/lib/booking-link";
import { hasEnded, stateWords, stillWaits } from "@/lib/booking-words";
import { appointment, duration, money, wait } from "@/lib/format";
import { phone } from "@/lib/phone";
import { pagePath, storefrontQuery } from "@/lib/storefront";
import { useLook } from "@/lib/theme";
import { useNow } from "@/lib/use-now";
import { say } from "@/lib/toast";
import { useTitle } from "@/lib/use-title";
import { useBooking, useBookingActions } from "../api/booking";
import { ChangeNumber } from "../components/change-number";
import { PaymentBox } from "../components/payment-box";
import { Ring } from "../components/ring";
import { bookingWords, cancelWords } from "../words";

export function WaitingPage({ id }: { id: string }) {
  const token = tokenOf(id);
  return token === null ? <LostKey /> : <Waiting key={id} id={id} token={token} />;
}

function Frame({ org = "", aside, children }: { org?: string; aside?: ReactNode; children: ReactNode }) {
  const { data } = useQuery(storefrontQuery(org));
  useLook(data?.content.theme);
  return (
    <div className="flex min-h-dvh flex-col">
      <header>
        {data?.sandbox && (
          <p className="bg-accent-soft px-5 py-1.5 text-center text-[0.8125rem] font-medium text-accent-text">
            Test mode: no real calls, no real money.
          </p>
        )}
        <div className="shell flex h-16 max-w-5xl items-center justify-between gap-4">
          <a href={pagePath(org)} className="flex min-w-0 items-center gap-3 rounded-lg font-semibold">
            <BellMark />
            <span className="truncate">{data?.organisation.name ?? <span className="sr-only">Home page</span>}</span>
          </a>
          <div className="flex items-center gap-3">
            {aside}
            <ThemeToggle />
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="shell max-w-5xl grow pt-4 pb-20 outline-none">
        {children}
      </main>
    </div>
  );
}

function LostKey() {
  useTitle("Your call");
  return (
    <Frame>
      <div className="mx-auto max-w-lg py-16 text-center">
        <h1 className="display text-4xl">This page needs its whole link</h1>
        <p className="mt-4 leading-7 text-soft">
          The link to a call carries a key, and this address came without it. Open the whole link that you were given, or go back
          to the tab in which you booked.
        </p>
        <Button asChild look="primary" size="lg" className="mt-8">
          <Link to="/">Book a call</Link>
        </Button>
      </div>
    </Frame>
  );
}

function Waiting({ id, token }: { id: string; token: string }) {
  const { query, live, finished } = useBooking(id, token);
  const actions = useBookingActions(id, token);
  const now = useNow(1_000);
  const [came] = useState(() => cameBack(id));
  const asked = useRef(false);
  const [cancelling, setCancelling] = useState(false);
  const [changing, setChanging] = useState(false);
  const [triedHere, setTriedHere] = useState(false);
  const [paidHere, setPaidHere] = useState(false);

  const check = actions.paymentCheck.mutate;
  useEffect(() => {
    if (asked.current || came !== true) return;
    asked.current = true;
    forgetReturn(id);
    check(undefined, { onError: (error) => say("bad", sentence(asProblem(error))) });
  }, [came, check, id]);

  const booking = query.data;
  const { data: storefront } = useQuery({ ...storefrontQuery(booking?.organisation ?? ""), enabled: booking !== undefined });
  useTitle(booking ? `${booking.queue ? `Place ${booking.queue.place} · ` : ""}${stateWords[booking.state].label}` : "Your call");

  if (!booking) {
    return (
      <Frame>
        {query.error ? (
          <div className="mx-auto max-w-lg py-16">
            <ProblemNotice
              error={query.error}
              {...(query.error instanceof ApiProblem && query.error.status === 404 ? {} : { onRetry: () => void query.refetch() })}
            />
            <p className="mt-6 text-center">
              <Link to="/" className="font-medium text-accent-text underline underline-offset-4">
                Book a call
              </Link>
            </p>
          </div>
        ) : (
          <div className="flex flex-col items-center py-10" role="status" aria-label="Loading your call">
            <Skeleton className="size-60 rounded-full sm:size-72" />
            <Skeleton className="mt-8 h-9 w-72 max-w-full" />
            <Skeleton className="mt-4 h-5 w-96 max-w-full" />
          </div>
        )}
      </Frame>
    );
  }

  const words = bookingWords(booking);
  const number = phone(booking.phone);
  const over = hasEnded(booking.state);
  const unpaid = booking.state === "pending_payment" || booking.state === "payment_failed";
  const beforeTheCall = !over && !unpaid && words.mood !== "talking";
  const paidNow = (came === true || triedHere) && booking.payment?.state === "paid" && !over;

  const cancel = () =>
    actions.cancel.mutate(undefined, {
      onSuccess: () => setCancelling(false),
      onError: (error) => {
        setCancelling(false);
        say("bad", sentence(asProblem(error)));
        void query.refetch();
      },
    });

  const payment = (
    <PaymentBox
      booking={booking}
      theme={storefront?.content.theme}
      checking={actions.paymentCheck.isPending && !paidHere}
      returned={came === true || paidHere}
      opening={actions.checkout.isPending}
      onPay={(method) => actions.checkout.mutateAsync(method)}
      onCardForm={actions.cardForm}
      onTry={() => setTriedHere(true)}
      onPaid={() => {
        setPaidHere(true);
        return actions.paymentCheck.mutateAsync();
      }}
    />
  );

  return (
    <Frame org={booking.organisation} aside={finished ? undefined : <LiveMark state={live} asOf={query.dataUpdatedAt} now={now} />}>
      <Receipt booking={booking} paidNow={paidNow} />
      <div className="grid items-start gap-x-14 gap-y-12 lg:grid-cols-[1fr_21rem]">
        <section aria-labelledby="state-title" className="pt-4 text-center lg:pt-8">
          {!unpaid && <Ring mood={words.mood} figure={words.figure} label={words.figureLabel} />}
          <div aria-live="polite" aria-atomic="true">
            <h1 id="state-title" className="display mt-7 text-[clamp(2rem,5vw,2.75rem)]">
              {words.title}
            </h1>
            <p className="mx-auto mt-4 max-w-md text-[1.0625rem] leading-7 text-soft">{words.body}</p>
            {words.figure && <p className="sr-only">{`Place ${words.figure} in the queue.`}</p>}
          </div>
          {unpaid && <div className="mx-auto mt-8 max-w-md">{payment}</div>}
          {over && (
            <div className="mt-8">
              {booking.failure && booking.state !== "completed" && (
                <p className="mx-auto mb-5 max-w-md text-sm leading-6 text-soft">{booking.failure.remedy}</p>
              )}
              <Button asChild look="primary" size="lg">
                <a href={`${pagePath(booking.organisation)}#book`}>Book {booking.state === "completed" ? "another call" : "again"}</a>
              </Button>
            </div>
          )}
        </section>

        <div className="space-y-4 lg:pt-8">
          {!unpaid && payment}
          <section aria-labelledby="call-title" className="rounded-panel border border-line bg-surface p-6">
            <h2 id="call-title" className="font-semibold">
              Your call
            </h2>
            <dl className="mt-3 space-y-2.5 text-sm">
              <Row name="Plan">
                {booking.plan.name}, up to {duration(booking.plan.durationSeconds)}
              </Row>
              <Row name="For">{booking.name}</Row>
              <Row name="Number">
                <span className="figures whitespace-nowrap">
                  {number.flag && <span aria-hidden>{number.flag} </span>}
                  {number.text}
                </span>
              </Row>
              {booking.scheduledAt && <Row name="At">{appointment(booking.scheduledAt)}</Row>}
              {booking.request && (
                <Row name="Request">
                  <span className="wrap-anywhere whitespace-pre-line">{booking.request}</span>
                </Row>
              )}
            </dl>
            {stillWaits(booking.state) && (
              <div className="mt-5 flex flex-wrap gap-2 border-t border-line pt-4">
                <Button size="sm" onClick={() => setChanging(true)}>
                  Change number
                </Button>
                <Button size="sm" look="harm-quiet" onClick={() => setCancelling(true)}>
                  Cancel the call
                </Button>
              </div>
            )}
          </section>
        </div>

        {beforeTheCall && (
          <section aria-labelledby="ring-title">
            <h2 id="ring-title" className="display text-2xl">
              When the phone rings
            </h2>
            <ul className="mt-5 grid gap-5 sm:grid-cols-2">
              <Hint mark={<Mic aria-hidden />} title="Pick up and say hello">
                The voice speaks as soon as it hears you. The number may be one you do not know.
              </Hint>
              <Hint mark={<VolumeX aria-hidden />} title="Find a quiet place">
                Turn off “silence unknown callers” and call screening for a while.
              </Hint>
              <Hint mark={<ShieldCheck aria-hidden />} title="It is an AI voice">
                Tell it no card numbers and no passwords, and hang up whenever you like.
              </Hint>
              <Hint mark={<Hourglass aria-hidden />} title="You can close this page">
                Your place stays yours, and your phone rings all the same.
              </Hint>
            </ul>
          </section>
        )}

        <section aria-labelledby="timeline-title" className={beforeTheCall ? "" : "lg:col-start-1"}>
          <h2 id="timeline-title" className="display mb-5 text-2xl">
            What happened
          </h2>
          <Timeline
            moments={[...booking.timeline].reverse().map((entry) => ({ key: entry.seq, at: entry.at, title: entry.text }))}
          />
        </section>
      </div>

      <Confirm
        open={cancelling}
        onOpenChange={setCancelling}
        title="Cancel this call?"
        confirm="Cancel the call"
        keep="Keep it"
        pending={actions.cancel.isPending}
        onConfirm={cancel}
      >
        {cancelWords(booking)} This cannot be undone.
      </Confirm>
      {changing && (
        <ChangeNumber
          booking={booking}
          open
          onOpenChange={setChanging}
          pending={actions.changePhone.isPending}
          onChange={(next) => actions.changePhone.mutateAsync(next)}
        />
      )}
    </Frame>
  );
}

/** Says plainly that the booking stands, right after the payment or for a free call. */
function Receipt({ booking, paidNow }: { booking: Booking; paidNow: boolean }) {
  const free = booking.payment === null && booking.plan.free && stillWaits(booking.state);
  if (!paidNow && !free) return null;
  const next =
    booking.state === "scheduled" && booking.scheduledAt
      ? `We call you on ${appointment(booking.scheduledAt)}.`
      : booking.queue && booking.queue.expectedWaitSeconds !== null
        ? `We expect to call in ${wait(booking.queue.expectedWaitSeconds)}.`
        : "We call as soon as a line is free.";
  return (
    <div role="status" className="appear mb-6 flex items-start gap-3.5 rounded-panel border border-live/30 bg-live-soft px-5 py-4">
      <CircleCheck aria-hidden className="mt-0.5 size-6 shrink-0 text-live-text" />
      <div className="min-w-0 leading-6">
        <p className="font-semibold">
          {paidNow && booking.payment
            ? `Payment received: ${money(booking.payment.amountMinor, booking.payment.currency)}. Your call is booked.`
            : "Your call is booked."}
        </p>
        <p className="text-sm text-soft">{next} This page keeps you posted.</p>
      </div>
    </div>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[5rem_1fr] gap-3">
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  );
}

function Hint({ mark, title, children }: { mark: ReactNode; title: string; children: ReactNode }) {
  return (
    <li className="flex gap-3.5">
      <span className="mt-0.5 text-accent-text [&_svg]:size-5">{mark}</span>
      <span className="text-sm leading-6">
        <span className="block font-semibold">{title}</span>
        <span className="text-soft">{children}</span>
      </span>
    </li>
  );
}
