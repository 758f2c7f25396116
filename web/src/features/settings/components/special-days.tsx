import { CalendarPlus, Trash2 } from "lucide-react";
import type { SpecialDay } from "@/api";
import { Button } from "@/components/ui/button";
import { FieldNote, inputStyle } from "@/components/ui/field";
import { cn } from "@/lib/cn";
import { nextInterval } from "@/lib/hours";
import { DayEditor } from "@/components/operator/day-editor";

interface Props {
  days: SpecialDay[];
  wrong: Readonly<Record<string, string>>;
  onChange: (days: SpecialDay[]) => void;
}

const input = cn(inputStyle, "h-9 rounded-lg! px-2.5! text-sm!");

/** Holidays and days with times of their own; they go before the usual week. */
export function SpecialDays({ days, wrong, onChange }: Props) {
  const set = (index: number, change: Partial<SpecialDay>) => onChange(days.map((day, at) => (at === index ? { ...day, ...change } : day)));
  return (
    <>
      {days.length > 0 && (
        <ul aria-label="Special days" className="divide-y divide-line">
          {days.map((day, index) => {
            const name = day.name || day.date || `special day ${index + 1}`;
            const error = wrong[`special-${index}`];
            return (
              <li key={index} className="grid grid-cols-[9.5rem_minmax(0,1fr)_auto] gap-2 py-3">
                <div>
                  <input type="date" aria-label={`Date of ${name}`} aria-invalid={error ? true : undefined} className={cn(input, "figures")} value={day.date} onChange={(event) => set(index, { date: event.target.value })} />
                  {day.closed && <FieldNote id={`special-${index}`} error={error} />}
                </div>
                <input aria-label={`Name of ${name}`} placeholder="Such as Christmas" maxLength={60} className={input} value={day.name} onChange={(event) => set(index, { name: event.target.value })} />
                <Button look="ghost" size="icon" className="size-9!" aria-label={`Remove ${name}`} onClick={() => onChange(days.filter((_, at) => at !== index))}>
                  <Trash2 aria-hidden />
                </Button>
                {day.closed ? (
                  <div className="col-span-full flex h-9 items-center gap-3 text-sm text-faint">
                    Closed
                    <Button look="ghost" size="sm" aria-label={`Open on ${name}`} onClick={() => set(index, { closed: false, intervals: [nextInterval([])] })}>
                      Open instead
                    </Button>
                  </div>
                ) : (
                  <div className="col-span-full">
                    <DayEditor
                      id={`special-${index}`}
                      label={name}
                      intervals={day.intervals}
                      error={error}
                      onChange={(intervals) => set(index, intervals.length === 0 ? { closed: true, intervals } : { intervals })}
                    />
                  </div>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {days.length === 0 && <p className="text-sm leading-6 text-soft">Holidays, half days, a day off: they go before the usual week.</p>}
      <Button size="sm" className="mt-3" onClick={() => onChange([...days, { date: "", name: "", closed: true, intervals: [] }])}>
        <CalendarPlus aria-hidden />
        Add a day
      </Button>
    </>
  );
}
