import type { DomainEvent } from "@/api";
import type { Tone } from "@/lib/booking-words";
import { cn } from "@/lib/cn";
import { moment, timeOfDay } from "@/lib/format";
import { eventData, eventWords } from "../words";

const dots: Record<Tone, string> = {
  calm: "border-line-strong bg-surface",
  quiet: "border-line-strong bg-line",
  accent: "border-accent bg-accent",
  live: "border-live bg-live",
  harm: "border-harm bg-harm rounded-[3px]!",
};

/** What happened, newest first, each in a sentence; what the program noted is one click away. */
export function EventList({ events, names }: { events: DomainEvent[]; names: ReadonlyMap<string, string> }) {
  const newest = [...events].reverse();
  return (
    <ol className="relative pt-1">
      {newest.map((event, index) => {
        const { title, detail, tone } = eventWords(event, names);
        return (
          <li key={event.seq} className="appear relative grid grid-cols-[1rem_1fr] gap-x-3 pb-4 last:pb-0">
            {index < newest.length - 1 && <span aria-hidden className="absolute top-[1.375rem] -bottom-1.5 left-[7.5px] w-px bg-line" />}
            <span aria-hidden className={cn("mt-1.5 ml-[2px] size-3 rounded-full border-2", dots[tone])} />
            <div className="min-w-0">
              <div className="flex items-baseline justify-between gap-4">
                <p className={cn("min-w-0 text-[0.9375rem] leading-6", index === 0 && "font-semibold")}>{title}</p>
                <time dateTime={event.at} title={moment(event.at)} className="figures text-[0.8125rem] whitespace-nowrap text-faint">
                  {new Date(event.at).toDateString() === new Date().toDateString() ? timeOfDay(event.at, true) : moment(event.at)}
                </time>
              </div>
              {detail && <p className="text-sm leading-5 text-soft wrap-anywhere">{detail}</p>}
              <Noted event={event} />
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function Noted({ event }: { event: DomainEvent }) {
  const entries = [...(event.callId ? [["call", event.callId]] : []), ...eventData(event)];
  return (
    <details className="text-[0.8125rem] text-faint">
      <summary className="inline-flex min-h-6 list-none items-center gap-2 rounded hover:text-soft">
        <span className="font-mono text-xs">{event.kind}</span>
        <span className="figures">#{event.seq}</span>
      </summary>
      <dl className="mt-1.5 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 rounded-lg bg-sunken p-3 font-mono text-xs">
        {entries.length === 0 && (
          <div className="contents">
            <dt>data</dt>
            <dd className="text-soft">no more is recorded</dd>
          </div>
        )}
        {entries.map(([name, value]) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd className="text-soft wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
