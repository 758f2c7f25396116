import { useId, useState, type ReactNode } from "react";
import { cn } from "@/lib/cn";

export interface Series {
  name: string;
  /** A CSS colour. */
  colour: string;
  /** Lines of the second rank are dashed, so that colour does not carry the meaning alone. */
  dash?: string;
  values: number[];
}

interface Props {
  label: string;
  /** What stands below each point, such as days. */
  points: string[];
  series: Series[];
  format?: (value: number) => string;
  height?: number;
}

const WIDE = 1000;

/** A round number that is not smaller than `most`, and whose quarters are whole. */
export function ceiling(most: number): number {
  if (most <= 4) return 4;
  if (most <= 8) return 8;
  const power = 10 ** Math.floor(Math.log10(Math.max(10, most)));
  const factor = [1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8].find((step) => step * power >= most) ?? 10;
  return Math.round(factor * power);
}

/** Lines over points. The same figures are in a table for those who do not see the picture. */
export function LineChart({ label, points, series, format = String, height = 220 }: Props) {
  const id = useId();
  const [at, setAt] = useState<number | null>(null);
  const top = ceiling(Math.max(0, ...series.flatMap((line) => line.values)));
  const x = (index: number) => (points.length < 2 ? WIDE / 2 : (index / (points.length - 1)) * WIDE);
  const y = (value: number) => height - (value / top) * height;
  const marks = [0, 0.25, 0.5, 0.75, 1].map((share) => share * top);
  const every = Math.max(1, Math.ceil(points.length / 6));
  const first = series[0];

  return (
    <figure aria-labelledby={id}>
      <figcaption id={id} className="sr-only">
        {label}
      </figcaption>
      <div className="grid grid-cols-[auto_1fr] gap-x-3" aria-hidden>
        <div className="figures relative w-8 text-right text-[0.6875rem] text-faint" style={{ height }}>
          {marks.map((mark) => (
            <span key={mark} className="absolute right-0 -translate-y-1/2" style={{ top: y(mark) }}>
              {format(mark)}
            </span>
          ))}
        </div>
        <div
          className="relative"
          style={{ height }}
          onPointerLeave={() => setAt(null)}
          onPointerMove={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            const share = (event.clientX - box.left) / box.width;
            setAt(Math.min(points.length - 1, Math.max(0, Math.round(share * (points.length - 1)))));
          }}
        >
          <svg viewBox={`0 0 ${WIDE} ${height}`} preserveAspectRatio="none" className="absolute inset-0 size-full overflow-visible">
            {marks.map((mark) => (
              <line key={mark} x1="0" x2={WIDE} y1={y(mark)} y2={y(mark)} stroke="var(--line)" vectorEffect="non-scaling-stroke" />
            ))}
            {first && points.length > 1 && (
              <path
                d={`M0 ${height} ${first.values.map((value, index) => `L${x(index)} ${y(value)}`).join(" ")} L${WIDE} ${height} Z`}
                fill={first.colour}
                opacity="0.09"
              />
            )}
            {series.map((line) => (
              <polyline
                key={line.name}
                points={line.values.map((value, index) => `${x(index)},${y(value)}`).join(" ")}
                fill="none"
                stroke={line.colour}
                strokeWidth="2"
                strokeLinejoin="round"
                strokeLinecap="round"
                strokeDasharray={line.dash}
                vectorEffect="non-scaling-stroke"
              />
            ))}
            {at !== null && (
              <line x1={x(at)} x2={x(at)} y1="0" y2={height} stroke="var(--line-strong)" strokeDasharray="3 3" vectorEffect="non-scaling-stroke" />
            )}
          </svg>
          {at !== null &&
            series.map((line) => (
              <span
                key={line.name}
                className="absolute size-2.5 -translate-x-1/2 -translate-y-1/2 rounded-full border-2 border-surface"
                style={{ left: `${x(at) / 10}%`, top: y(line.values[at] ?? 0), background: line.colour }}
              />
            ))}
          {at !== null && (
            <div
              className={cn(
                "pointer-events-none absolute top-2 z-10 rounded-lg border border-line bg-raised px-3 py-2 text-xs shadow-card",
                x(at) > WIDE / 2 ? "-translate-x-[calc(100%+0.75rem)]" : "translate-x-3",
              )}
              style={{ left: `${x(at) / 10}%` }}
            >
              <p className="mb-1 font-semibold whitespace-nowrap">{points[at]}</p>
              {series.map((line) => (
                <p key={line.name} className="figures flex items-center gap-2 whitespace-nowrap text-soft">
                  <span className="size-2 rounded-full" style={{ background: line.colour }} />
                  {line.name}
                  <strong className="ml-auto pl-3 font-semibold text-text">{format(line.values[at] ?? 0)}</strong>
                </p>
              ))}
            </div>
          )}
        </div>
        <span />
        <div className="figures relative mt-2 h-4 text-[0.6875rem] text-faint">
          {points.map((point, index) =>
            index % every === 0 ? (
              <span
                key={point}
                className={cn(
                  "absolute whitespace-nowrap",
                  (index / every) % 2 === 1 && "max-sm:hidden",
                  index === 0 ? "" : index === points.length - 1 ? "-translate-x-full" : "-translate-x-1/2",
                )}
                style={{ left: `${x(index) / 10}%` }}
              >
                {point}
              </span>
            ) : null,
          )}
        </div>
      </div>
      <Legend>
        {series.map((line) => (
          <li key={line.name} className="flex items-center gap-2">
            <svg aria-hidden width="18" height="6">
              <line x1="1" x2="17" y1="3" y2="3" stroke={line.colour} strokeWidth="2.5" strokeLinecap="round" strokeDasharray={line.dash} />
            </svg>
            {line.name}
          </li>
        ))}
      </Legend>
      <table className="sr-only">
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            {series.map((line) => (
              <th key={line.name} scope="col">
                {line.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map((point, index) => (
            <tr key={point}>
              <th scope="row">{point}</th>
              {series.map((line) => (
                <td key={line.name}>{format(line.values[index] ?? 0)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

function Legend({ children }: { children: ReactNode }) {
  return (
    <ul aria-hidden className="mt-4 flex flex-wrap gap-x-5 gap-y-1.5 text-[0.8125rem] text-soft">
      {children}
    </ul>
  );
}
