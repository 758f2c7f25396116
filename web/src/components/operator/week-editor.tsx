import type { Schedule, Weekday } from "@/api";
import { weekdays } from "@/lib/hours";
import { DayEditor } from "@/components/operator/day-editor";

interface Props {
  week: Schedule["week"];
  wrong: Readonly<Record<string, string>>;
  onChange: (week: Schedule["week"]) => void;
}

const working: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri"];

/** The seven days of a usual week. */
export function WeekEditor({ week, wrong, onChange }: Props) {
  return (
    <ul className="divide-y divide-line">
      {weekdays.map(({ code, label }) => (
        <li key={code} className="grid gap-x-6 gap-y-1 py-3 sm:grid-cols-[7rem_1fr]">
          <p className="text-sm leading-9 font-medium">{label}</p>
          <DayEditor
            id={`day-${code}`}
            label={label}
            intervals={week[code]}
            error={wrong[code]}
            onChange={(intervals) => onChange({ ...week, [code]: intervals })}
            {...(working.includes(code) ? { onCopy: () => onChange({ ...week, ...Object.fromEntries(working.map((day) => [day, week[code]])) }) } : {})}
          />
        </li>
      ))}
    </ul>
  );
}
