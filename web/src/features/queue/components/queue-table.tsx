import { Link } from "@tanstack/react-router";
import { ChevronDown, ChevronUp, PhoneOutgoing, X } from "lucide-react";
import type { QueueEntry } from "@/api";
import { Button } from "@/components/ui/button";
import { bodyRow, cell, headRow, Table, Th } from "@/components/ui/table";
import { cn } from "@/lib/cn";
import { ago, moment, words } from "@/lib/format";
import { isDue } from "../order";

interface Actions {
  raise: (entry: QueueEntry, by: number) => void;
  callNow: (entry: QueueEntry) => void;
  cancel: (entry: QueueEntry) => void;
}

interface Props {
  queue: QueueEntry[];
  /** The persona of each plan, by the plan's name. */
  personas: ReadonlyMap<string, string>;
  now: number;
  /** Missing for those who may only look. */
  actions?: Actions;
}

const STEP = 10;

export function QueueTable({ queue, personas, now, actions }: Props) {
  return (
    <Table label="Queue">
      <thead className={headRow}>
        <tr>
          <Th className="w-16">Place</Th>
          <Th>Caller</Th>
          <Th>Plan</Th>
          <Th>Persona</Th>
          <Th>Due</Th>
          <Th className="text-right">Waits</Th>
          <Th className="text-right">Tries</Th>
          <Th className={actions ? "text-center" : "text-right"}>Priority</Th>
          {actions && <Th className="w-24 text-right">Actions</Th>}
        </tr>
      </thead>
      <tbody>
        {queue.map((entry) => (
          <Row
            key={entry.bookingId}
            entry={entry}
            persona={personas.get(entry.plan)}
            now={now}
            {...(actions ? { actions } : {})}
          />
        ))}
      </tbody>
    </Table>
  );
}

interface RowProps {
  entry: QueueEntry;
  persona: string | undefined;
  now: number;
  actions?: Actions;
}

function Row({ entry, persona, now, actions }: RowProps) {
  const due = isDue(entry, now);
  return (
    <tr
      className={cn(
        bodyRow,
        "appear max-md:grid max-md:grid-cols-[2.5rem_1fr_auto] max-md:items-center max-md:gap-x-2 max-md:px-4 max-md:py-3",
        !due && "text-soft",
      )}
    >
      <td className={cn(cell, "max-md:row-span-2 max-md:p-0! md:py-2")}>
        <span className={cn("display figures text-2xl", due ? "text-accent-text" : "text-faint")}>{entry.place}</span>
      </td>
      <th scope="row" className={cn(cell, "min-w-0 text-left font-normal max-md:p-0! md:py-2")}>
        <Link to="/console/bookings/$id" params={{ id: entry.bookingId }} className="block truncate font-medium hover:underline">
          {entry.name}
        </Link>
        <span className="figures block truncate text-[0.8125rem] text-faint">
          {entry.phoneMasked}
          <span className="md:hidden"> · {entry.plan}</span>
        </span>
      </th>
      <td className={cn(cell, "text-soft max-md:hidden")}>{entry.plan}</td>
      <td className={cn(cell, "text-soft max-md:hidden")}>{persona ? words(persona) : "–"}</td>
      <td className={cn(cell, "whitespace-nowrap max-md:p-0! max-md:text-right max-md:text-[0.8125rem]")}>
        {due ? (
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden className="size-2 rounded-full bg-accent" />
            Now
          </span>
        ) : (
          <span className="figures">{entry.dueAt ? moment(entry.dueAt) : "Later"}</span>
        )}
      </td>
      <td className={cn(cell, "figures text-right whitespace-nowrap max-md:hidden")}>
        {ago((now - Date.parse(entry.waitingSince)) / 1_000)}
      </td>
      <td className={cn(cell, "figures text-right text-soft max-md:hidden")}>{entry.attempts}</td>
      <td className={cn(cell, "max-md:col-start-2 max-md:p-0! max-md:pt-1! md:py-1.5", !actions && "text-right")}>
        {actions ? (
          <div className="flex items-center md:justify-center">
            <div role="group" aria-label={`Priority of ${entry.name}`} className="inline-flex items-center">
              <Button
                look="ghost"
                size="icon"
                className="size-8!"
                aria-label={`Lower the priority of ${entry.name}`}
                title={`Lower by ${STEP}`}
                onClick={() => actions.raise(entry, -STEP)}
              >
                <ChevronDown aria-hidden />
              </Button>
              <span className="figures w-8 text-center">
                <span className="sr-only">Priority </span>
                {entry.priority}
              </span>
              <Button
                look="ghost"
                size="icon"
                className="size-8!"
                aria-label={`Raise the priority of ${entry.name}`}
                title={`Raise by ${STEP}`}
                onClick={() => actions.raise(entry, STEP)}
              >
                <ChevronUp aria-hidden />
              </Button>
            </div>
            <span className="ml-2 text-[0.8125rem] whitespace-nowrap text-faint md:hidden">
              {ago((now - Date.parse(entry.waitingSince)) / 1_000)}
              {entry.attempts > 0 && ` · ${entry.attempts} ${entry.attempts === 1 ? "try" : "tries"}`}
            </span>
          </div>
        ) : (
          <span className="figures">{entry.priority}</span>
        )}
      </td>
      {actions && (
        <td className={cn(cell, "max-md:p-0! max-md:pt-1! md:py-1.5")}>
          <div className="flex justify-end">
            {!due && (
              <Button
                look="ghost"
                size="icon"
                className="size-8!"
                aria-label={`Call ${entry.name} now`}
                title="Call now"
                onClick={() => actions.callNow(entry)}
              >
                <PhoneOutgoing aria-hidden />
              </Button>
            )}
            <Button
              look="ghost"
              size="icon"
              className="size-8!"
              aria-label={`Cancel the call of ${entry.name}`}
              title="Cancel"
              onClick={() => actions.cancel(entry)}
            >
              <X aria-hidden />
            </Button>
          </div>
        </td>
      )}
    </tr>
  );
}
