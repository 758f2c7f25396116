import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useState } from "react";
import type { QueueEntry } from "@/api";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { ago, moment } from "@/lib/format";
import { CancelDialog } from "@/components/operator/cancel-dialog";

export function QueuePanel({ queue, now }: { queue: QueueEntry[]; now: number }) {
  const [cancelling, setCancelling] = useState<QueueEntry | null>(null);
  return (
    <div className="rounded-2xl border border-line bg-surface">
      {queue.length === 0 ? (
        <Empty title="Nobody is waiting">New bookings appear here by themselves, in the order in which they will be called.</Empty>
      ) : (
        <ol className="divide-y divide-line">
          {queue.map((entry) => (
            <Entry key={entry.bookingId} entry={entry} now={now} onCancel={() => setCancelling(entry)} />
          ))}
        </ol>
      )}
      {cancelling && (
        <CancelDialog id={cancelling.bookingId} name={cancelling.name} onOpenChange={(open) => !open && setCancelling(null)} />
      )}
    </div>
  );
}

function Entry({ entry, now, onCancel }: { entry: QueueEntry; now: number; onCancel: () => void }) {
  const later = entry.dueAt !== null && Date.parse(entry.dueAt) > now ? entry.dueAt : null;
  return (
    <li className="appear group flex items-center gap-1 pr-3 transition-colors hover:bg-sunken">
      <Link
        to="/console/bookings/$id"
        params={{ id: entry.bookingId }}
        className="grid min-w-0 grow grid-cols-[2rem_1fr_auto] items-center gap-x-3 py-2.5 pl-5"
      >
        <span className="display figures text-2xl text-accent-text">
          <span className="sr-only">Place </span>
          {entry.place}
        </span>
        <span className="min-w-0">
          <span className="block truncate text-sm font-medium">{entry.name}</span>
          <span className="block truncate text-[0.8125rem] text-faint">
            {entry.plan}
            {entry.attempts > 0 && ` · ${entry.attempts} ${entry.attempts === 1 ? "try" : "tries"} so far`}
          </span>
        </span>
        <span className="text-right">
          <span className="figures block text-sm">{ago((now - Date.parse(entry.waitingSince)) / 1_000)}</span>
          <span className="block text-[0.8125rem] text-faint">{later ? `due ${moment(later)}` : "waiting"}</span>
        </span>
      </Link>
      <Button look="ghost" size="icon" aria-label={`Cancel the call of ${entry.name}`} title="Cancel" onClick={onCancel}>
        <X aria-hidden />
      </Button>
    </li>
  );
}
