import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

interface Props {
  id: string;
  title: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
  /** Without padding, for tables and lists that reach the edge. */
  flush?: boolean;
}

/** A titled part of a page. */
export function Panel({ id, title, aside, children, className, flush = false }: Props) {
  return (
    <section aria-labelledby={id} className={cn("min-w-0 overflow-hidden rounded-2xl border border-line bg-surface", className)}>
      <div className={cn("flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 pt-4", flush ? "pb-3" : "pb-0")}>
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {aside}
      </div>
      <div className={flush ? "border-t border-line" : "px-5 pt-3 pb-5"}>{children}</div>
    </section>
  );
}

/** A name and its value, one under another in a `dl`. */
export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6.5rem_1fr] gap-3 py-1.5 text-sm">
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  );
}
