import { CopyPlus, Plus, X } from "lucide-react";
import type { Interval } from "@/api";
import { Button } from "@/components/ui/button";
import { FieldNote, inputStyle } from "@/components/ui/field";
import { cn } from "@/lib/cn";
import { nextInterval } from "@/lib/hours";

interface Props {
  id: string;
  label: string;
  intervals: Interval[];
  error?: string | undefined;
  onChange: (intervals: Interval[]) => void;
  /** Gives these times to other days too. */
  onCopy?: () => void;
}

const time = cn(inputStyle, "figures h-9 w-[6.25rem]! rounded-lg! px-2.5! text-sm! [&::-webkit-calendar-picker-indicator]:hidden");

/** The times of one day: none is closed, several have a break between them. */
export function DayEditor({ id, label, intervals, error, onChange, onCopy }: Props) {
  const set = (index: number, change: Partial<Interval>) => onChange(intervals.map((entry, at) => (at === index ? { ...entry, ...change } : entry)));
  return (
    <div role="group" aria-label={label} aria-describedby={error ? `${id}-error` : undefined}>
      {intervals.length === 0 ? (
        <div className="flex h-9 items-center gap-3 text-sm text-faint">
          Closed
          <Button look="ghost" size="sm" onClick={() => onChange([nextInterval([])])} aria-label={`Open on ${label}`}>
            <Plus aria-hidden />
            Open
          </Button>
        </div>
      ) : (
        <ul className="space-y-2">
          {intervals.map((entry, index) => (
            <li key={index} className="flex flex-wrap items-center gap-2">
              <input
                type="time"
                aria-label={`${label}, opens${intervals.length > 1 ? `, ${index + 1}` : ""}`}
                aria-invalid={error ? true : undefined}
                className={time}
                value={entry.from}
                onChange={(event) => set(index, { from: event.target.value })}
              />
              <span aria-hidden className="text-faint">
                –
              </span>
              {/* A field for times ends at 23:59; midnight at the end of a day is written 24:00. */}
              <input
                type="time"
                aria-label={`${label}, closes${intervals.length > 1 ? `, ${index + 1}` : ""}`}
                aria-invalid={error ? true : undefined}
                className={time}
                value={entry.to === "24:00" ? "00:00" : entry.to}
                onChange={(event) => set(index, { to: event.target.value === "00:00" ? "24:00" : event.target.value })}
              />
              <Button look="ghost" size="icon" className="size-8!" aria-label={`Remove ${entry.from} to ${entry.to} on ${label}`} onClick={() => onChange(intervals.filter((_, at) => at !== index))}>
                <X aria-hidden />
              </Button>
              {index === intervals.length - 1 && (
                <>
                  <Button look="ghost" size="icon" className="size-8!" title="Add a second time" aria-label={`Another time on ${label}`} onClick={() => onChange([...intervals, nextInterval(intervals)])}>
                    <Plus aria-hidden />
                  </Button>
                  {onCopy && (
                    <Button look="ghost" size="icon" className="size-8!" title="The same on the other working days" aria-label={`The times of ${label} on Monday to Friday`} onClick={onCopy}>
                      <CopyPlus aria-hidden />
                    </Button>
                  )}
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      <FieldNote id={id} error={error} />
    </div>
  );
}
