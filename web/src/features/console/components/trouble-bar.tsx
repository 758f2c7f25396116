import { Link } from "@tanstack/react-router";
import { ChevronRight, TriangleAlert } from "lucide-react";
import type { Trouble } from "../trouble";

const mark = "size-4 shrink-0 text-harm-text";

/** What is wrong right now, with the way to its cause: in full on the switchboard, in one line elsewhere. */
export function TroubleBar({ troubles, full }: { troubles: Trouble[]; full: boolean }) {
  if (troubles.length === 0) return null;
  if (!full) {
    return (
      <ul aria-label="Needs your attention" className="mb-6 flex gap-2 max-sm:-mx-4 max-sm:overflow-x-auto max-sm:px-4 max-sm:[scrollbar-width:none] sm:flex-wrap">
        {troubles.map(({ key, title, to }) => (
          <li key={key} className="appear max-w-full min-w-0 max-sm:shrink-0">
            <Link
              to={to}
              className="flex h-8 max-w-full items-center gap-2 rounded-full border border-harm/30 bg-harm-soft pr-2 pl-3 text-[0.8125rem] font-medium transition-colors hover:border-harm/60"
            >
              <TriangleAlert aria-hidden className={mark} />
              <span className="truncate">{title}</span>
              <ChevronRight aria-hidden className={mark} />
            </Link>
          </li>
        ))}
      </ul>
    );
  }
  return (
    <ul aria-label="Needs your attention" className="mb-6 overflow-hidden rounded-2xl border border-harm/30 bg-surface">
      {troubles.map(({ key, title, detail, to, action }) => (
        <li key={key} className="appear border-b border-line last:border-0">
          <Link to={to} className="flex items-center gap-3 bg-harm-soft/45 px-5 py-2.5 text-sm transition-colors hover:bg-harm-soft">
            <TriangleAlert aria-hidden className={mark} />
            <span className="min-w-0 grow truncate">
              <strong className="font-semibold">{title}.</strong> <span className="text-soft max-sm:hidden">{detail}</span>
            </span>
            <span className="shrink-0 text-[0.8125rem] font-medium text-harm-text max-sm:sr-only">{action}</span>
            <ChevronRight aria-hidden className={mark} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
