import { ArrowDownRight, ArrowUpRight } from "lucide-react";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";
import type { Card } from "../figures";

const tones = { good: "text-live-text", bad: "text-harm-text", neither: "text-soft" };

export function Cards({ cards, then }: { cards: Card[] | undefined; then: string }) {
  return (
    <ul aria-label="Figures of these days" className="grid grid-cols-2 gap-px overflow-hidden rounded-2xl border border-line bg-line lg:grid-cols-3 2xl:grid-cols-6">
      {cards
        ? cards.map((card) => <Figure key={card.code} card={card} then={then} />)
        : Array.from({ length: 6 }, (_, n) => (
            <li key={n} className="bg-surface p-5">
              <Skeleton className="h-4 w-20" />
              <Skeleton className="mt-4 h-8 w-24" />
              <Skeleton className="mt-5 h-8 w-full" />
            </li>
          ))}
    </ul>
  );
}

function Figure({ card, then }: { card: Card; then: string }) {
  const { change } = card;
  const Mark = change?.up ? ArrowUpRight : ArrowDownRight;
  return (
    <li className="flex min-w-0 flex-col bg-surface px-5 pt-4 pb-3">
      <p className="text-[0.8125rem] text-soft">{card.label}</p>
      <p className="mt-1.5 flex flex-wrap items-baseline gap-x-2">
        <span className="display figures text-[2rem] leading-9">{card.value}</span>
        {change !== null && (
          <span className={cn("figures inline-flex items-center gap-0.5 text-xs font-medium", tones[change.tone])}>
            <Mark aria-hidden className="size-3.5" />
            {change.text}
            <span className="sr-only">
              {change.up ? "more" : "less"} than {then}
            </span>
          </span>
        )}
      </p>
      <p className="mt-1 min-h-4 text-xs leading-4 text-faint">{card.note}</p>
      <Spark values={card.trend} />
    </li>
  );
}

const WIDE = 120;
const HIGH = 28;

/** The days as a line without words; the figure above it says what matters. */
function Spark({ values }: { values: readonly (number | null)[] }) {
  const most = Math.max(0, ...values.map((value) => value ?? 0));
  if (values.filter((value) => value !== null).length < 2 || most === 0) return <div aria-hidden className="mt-3 h-7 border-b border-dashed border-line" />;
  const at = (value: number, index: number) => `${((index / (values.length - 1)) * WIDE).toFixed(1)},${(HIGH - (value / most) * (HIGH - 3) - 1).toFixed(1)}`;
  // A day on which nothing was measured has no point; the line goes on behind it.
  const points = values.flatMap((value, index) => (value === null ? [] : [at(value, index)]));
  const [first = "0,0", last = "0,0"] = [points[0], points.at(-1)];
  return (
    <svg aria-hidden viewBox={`0 0 ${WIDE} ${HIGH}`} preserveAspectRatio="none" className="mt-3 h-7 w-full overflow-visible">
      <path d={`M${first.split(",")[0]} ${HIGH} L${points.join(" L")} L${last.split(",")[0]} ${HIGH} Z`} fill="var(--accent)" opacity="0.1" />
      <polyline points={points.join(" ")} fill="none" stroke="var(--accent)" strokeWidth="1.5" strokeLinejoin="round" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
