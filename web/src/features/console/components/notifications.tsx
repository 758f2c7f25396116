import { Link } from "@tanstack/react-router";
import { Bell, ChevronRight, TriangleAlert } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";
import { moment } from "@/lib/format";
import { unread, type Note } from "../notable";
import type { Trouble } from "../trouble";

interface Props {
  notes: readonly Note[];
  troubles: readonly Trouble[];
  side?: "right" | "bottom";
}

const row = "flex items-start gap-3 px-4 py-2.5 text-sm transition-colors hover:bg-sunken";

/** What needs somebody, and what has happened since the page was opened. */
export function Notifications({ notes, troubles, side = "bottom" }: Props) {
  const [open, setOpen] = useState(false);
  const [seen, setSeen] = useState(0);
  const fresh = unread(notes, seen);
  const newest = notes[0]?.seq ?? 0;
  const count = fresh + troubles.length;
  const toggle = (next: boolean) => {
    setOpen(next);
    setSeen(newest);
  };
  const close = () => toggle(false);
  return (
    <Popover.Root open={open} onOpenChange={toggle}>
      <Popover.Trigger asChild>
        <Button look="ghost" size="icon" title="Notifications" aria-label={count > 0 ? `Notifications, ${count} new` : "Notifications"} className="relative">
          <Bell aria-hidden />
          {count > 0 && (
            <span
              aria-hidden
              className={cn(
                "figures absolute top-0.5 right-0.5 flex h-4 min-w-4 items-center justify-center rounded-full px-1 text-[0.625rem] leading-none font-bold",
                troubles.length > 0 ? "bg-harm-fill text-white" : "bg-accent text-on-accent",
              )}
            >
              {count > 9 ? "9+" : count}
            </span>
          )}
        </Button>
      </Popover.Trigger>
      <Popover.Content
        side={side}
        align="end"
        sideOffset={8}
        collisionPadding={12}
        aria-label="Notifications"
        className="appear z-50 flex max-h-[70dvh] w-[min(24rem,calc(100vw-1.5rem))] flex-col overflow-hidden rounded-2xl border border-line bg-raised shadow-card outline-none"
      >
        <div className="min-h-0 overflow-y-auto py-2" tabIndex={0} role="group" aria-label="What happened">
          {troubles.length > 0 && (
            <ul aria-label="Needs your attention" className="mb-2 border-b border-line pb-2">
              {troubles.map((trouble) => (
                <li key={trouble.key}>
                  <Link to={trouble.to} onClick={close} className={row}>
                    <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-harm-text" />
                    <span className="min-w-0 grow">
                      <span className="block font-medium">{trouble.title}</span>
                      <span className="block text-[0.8125rem] text-soft">{trouble.detail}</span>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )}
          {notes.length === 0 ? (
            <p className="px-4 py-6 text-center text-sm text-soft">{troubles.length > 0 ? "Nothing else happened." : "Nothing new. Payments, ended calls and troubles come here as they happen."}</p>
          ) : (
            <ul aria-label="Happened just now">
              {notes.map((note) => (
                <li key={note.seq}>
                  {note.bookingId ? (
                    <Link to="/console/bookings/$id" params={{ id: note.bookingId }} onClick={close} className={row}>
                      <Line note={note} />
                      <ChevronRight aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
                    </Link>
                  ) : (
                    <p className={row}>
                      <Line note={note} />
                    </p>
                  )}
                </li>
              ))}
            </ul>
          )}
        </div>
      </Popover.Content>
    </Popover.Root>
  );
}

function Line({ note }: { note: Note }) {
  return (
    <>
      <span aria-hidden className={cn("mt-1.5 size-2 shrink-0", note.harm ? "rounded-[2px] bg-harm" : "rounded-full bg-live")} />
      <span className="min-w-0 grow">{note.title}</span>
      <time dateTime={note.at} className="figures shrink-0 text-[0.8125rem] text-faint">
        {moment(note.at)}
      </time>
    </>
  );
}
