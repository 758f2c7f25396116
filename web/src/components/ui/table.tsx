import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn";
import { Button } from "./button";
import { Skeleton } from "./skeleton";

/** Rows that people compare. Below 768 px each page decides what a row shows. */
export function Table({ label, children, className }: { label: string; children: ReactNode; className?: string }) {
  return (
    <table aria-label={label} className={cn("w-full border-collapse text-left text-sm", className)}>
      {children}
    </table>
  );
}

export function Th({ className, children, ...rest }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      className={cn("h-10 px-3 text-[0.8125rem] font-medium whitespace-nowrap text-faint first:pl-5 last:pr-5", className)}
      {...rest}
    >
      {children}
    </th>
  );
}

export const headRow = "border-b border-line bg-sunken/50 max-md:sr-only";
export const bodyRow = "group relative border-b border-line last:border-0 transition-colors hover:bg-sunken/60";
export const cell = "px-3 py-(--row) first:pl-5 last:pr-5";

/** The place of rows that are still under way. */
export function RowsSkeleton({ label, rows = 8 }: { label: string; rows?: number }) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, n) => (
        <div key={n} className="flex h-14 items-center gap-6 border-b border-line px-5 last:border-0">
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-4 w-24 max-sm:hidden" />
          <Skeleton className="ml-auto h-4 w-20" />
        </div>
      ))}
    </div>
  );
}

export function LoadMore({ more, pending, onMore, shown }: { more: boolean; pending: boolean; onMore: () => void; shown: number }) {
  if (shown === 0) return null;
  return (
    <div className="mt-4 flex items-center justify-between gap-4 text-[0.8125rem] text-faint">
      <p className="figures" role="status">
        {shown} shown{more ? "" : ", that is all"}
      </p>
      {more && (
        <Button size="sm" pending={pending} onClick={onMore}>
          Show older
        </Button>
      )}
    </div>
  );
}
