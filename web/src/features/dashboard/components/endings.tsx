import { Empty } from "@/components/ui/empty";
import { cn } from "@/lib/cn";
import type { Ending } from "../figures";

/** How calls ended, as bars that carry their figures. */
export function Endings({ endings }: { endings: Ending[] }) {
  const all = endings.reduce((sum, entry) => sum + entry.count, 0);
  if (all === 0) return <Empty title="No call has ended yet">Book one on the storefront, and its end comes here.</Empty>;
  const most = Math.max(...endings.map((entry) => entry.count));
  return (
    <ul aria-label="How calls ended" className="space-y-3">
      {endings.slice(0, 7).map((entry) => (
        <li key={entry.code} className="text-sm">
          <p className="mb-1 flex justify-between gap-4">
            <span className={entry.good ? "font-medium" : "text-soft"}>{entry.label}</span>
            <span className="figures text-soft">
              {entry.count.toLocaleString()} <span className="text-faint">· {Math.round((entry.count / all) * 100)} %</span>
            </span>
          </p>
          <div aria-hidden className="h-2 overflow-hidden rounded-full bg-sunken">
            <span
              className={cn("block h-full origin-left rounded-full transition-transform duration-(--calm)", entry.good ? "bg-live" : "bg-accent")}
              style={{ transform: `scaleX(${Math.max(0.01, entry.count / most)})` }}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}
