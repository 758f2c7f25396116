import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import type { AttemptOutcome, Failures as Answer } from "@/api";
import { Empty } from "@/components/ui/empty";
import { Panel } from "@/components/ui/panel";
import { outcomeWords } from "@/lib/booking-words";
import { moment, words } from "@/lib/format";
import type { Range } from "@/lib/range";
import { percent, statesOfFailure } from "../words";

interface Props {
  answer: Answer;
  range: Range;
}

export function Failures({ answer, range }: Props) {
  return (
    <div className="grid items-start gap-6 xl:grid-cols-2">
      <Bookings bookings={answer.bookings} range={range} />
      <div className="space-y-6">
        <Calls calls={answer.calls} />
        <Payments payments={answer.payments} range={range} />
      </div>
    </div>
  );
}

const link = "inline-flex items-center gap-1 text-[0.8125rem] font-medium text-accent-text underline-offset-4 hover:underline";

function Bookings({ bookings, range }: { bookings: Answer["bookings"]; range: Range }) {
  return (
    <Panel id="failed-bookings" title="Bookings that failed" flush>
      {bookings.length === 0 ? (
        <Empty title="No booking failed">Everyone who was admitted in these days was called or still waits.</Empty>
      ) : (
        <ul className="divide-y divide-line">
          {bookings.map((entry) => (
            <li key={entry.code} className="flex gap-4 px-5 py-3.5">
              <span className="display figures w-10 shrink-0 text-right text-2xl leading-7">{entry.count}</span>
              <div className="min-w-0">
                <p className="text-sm font-medium">{entry.sentence}</p>
                <p className="mt-0.5 text-[0.8125rem] leading-5 text-soft">Callers are told: {entry.remedy}</p>
                <p className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
                  <Link to="/console/bookings" search={{ state: statesOfFailure(entry.code).join(","), ...range }} className={link}>
                    Show such bookings <ArrowRight aria-hidden className="size-3.5" />
                  </Link>
                  <Link to="/console/bookings/$id" params={{ id: entry.lastBooking }} className={link}>
                    The last, {moment(entry.lastAt)}
                  </Link>
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const outcomeName = (outcome: string): string =>
  outcome in outcomeWords ? outcomeWords[outcome as AttemptOutcome] : words(outcome);

function Calls({ calls }: { calls: Answer["calls"] }) {
  const accounts = [...new Map(calls.map((entry) => [entry.accountId, entry.accountName]))];
  return (
    <Panel id="ended-calls" title="How calls ended without a talk" flush>
      {calls.length === 0 ? (
        <Empty title="No call ended without a talk" />
      ) : (
        <div className="divide-y divide-line">
          {accounts.map(([id, name]) => (
            <div key={id} className="px-5 py-3.5">
              <h3 className="mb-2 text-[0.8125rem] font-medium text-faint">{name}</h3>
              <ul className="space-y-2">
                {calls
                  .filter((entry) => entry.accountId === id)
                  .map((entry) => (
                    <li key={entry.outcome} className="grid grid-cols-[9.5rem_1fr_auto] items-center gap-3 text-sm">
                      <span className="truncate">{outcomeName(entry.outcome)}</span>
                      <span aria-hidden className="h-1.5 overflow-hidden rounded-full bg-sunken">
                        <span className="block h-full rounded-full bg-line-strong" style={{ width: `${Math.min(1, entry.share) * 100}%` }} />
                      </span>
                      <span className="figures w-24 text-right">
                        {entry.count} <span className="text-faint">· {percent(entry.share)}</span>
                      </span>
                    </li>
                  ))}
              </ul>
            </div>
          ))}
        </div>
      )}
    </Panel>
  );
}

function Payments({ payments, range }: { payments: Answer["payments"]; range: Range }) {
  return (
    <Panel id="failed-payments" title="Payments that did not go through" flush>
      {payments.length === 0 ? (
        <Empty title="No payment was declined or given up" />
      ) : (
        <ul className="divide-y divide-line">
          {payments.map((entry) => (
            <li key={entry.code} className="flex items-baseline gap-4 px-5 py-3 text-sm">
              <span className="display figures w-10 shrink-0 text-right text-2xl leading-6">{entry.count}</span>
              <span className="min-w-0 grow">{entry.sentence}</span>
              <Link to="/console/bookings" search={{ state: statesOfFailure(entry.code).join(","), ...range }} className={link}>
                Show <span className="sr-only">bookings with this failure</span>
                <ArrowRight aria-hidden className="size-3.5" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
