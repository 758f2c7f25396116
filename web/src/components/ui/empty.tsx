import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

/** Nothing here yet, and what to do first. */
export function Empty({ title, children, className }: { title: string; children?: ReactNode; className?: string }) {
  return (
    <div className={cn("flex flex-col items-center px-6 py-12 text-center", className)}>
      <svg aria-hidden viewBox="0 0 64 40" className="mb-4 h-10 text-line-strong" fill="none" stroke="currentColor" strokeWidth="1.5">
        <circle cx="32" cy="20" r="14" />
        <circle cx="32" cy="20" r="8.5" opacity="0.5" />
        <circle cx="32" cy="20" r="2.2" fill="currentColor" stroke="none" />
        <path d="M12.5 10a21.5 21.5 0 0 0 0 20M51.5 10a21.5 21.5 0 0 1 0 20" strokeLinecap="round" strokeDasharray="2 5" />
      </svg>
      <p className="font-semibold">{title}</p>
      {children && <div className="mt-1 max-w-sm text-sm text-balance leading-6 text-soft">{children}</div>}
    </div>
  );
}
