import type { Costs } from "@/api";
import { costLines, micros } from "@/lib/costs";

/** What calls took, and what it cost as far as prices are known. */
export function CostList({ costs }: { costs: Costs }) {
  const priced = costs.totalMicros > 0;
  return (
    <>
      <dl className="text-sm">
        {costLines(costs).map((line) => (
          <div key={line.name} className="grid grid-cols-[5.5rem_1fr_auto] items-baseline gap-x-3 py-1.5">
            <dt className="text-faint">{line.name}</dt>
            <dd className="figures min-w-0 text-soft">{line.took}</dd>
            <dd className="figures text-right">{priced ? micros(line.micros) : "–"}</dd>
          </div>
        ))}
        {priced && (
          <div className="mt-1 flex items-baseline justify-between border-t border-line pt-2.5 font-semibold">
            <dt>Together</dt>
            <dd className="figures">{micros(costs.totalMicros)}</dd>
          </div>
        )}
      </dl>
      {!priced && <p className="mt-2 text-xs leading-5 text-faint">What it costs is shown once the installation knows its vendors’ prices (RINGWRIGHT_VOICE_PRICES).</p>}
    </>
  );
}
