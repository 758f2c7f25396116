import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

/** Nothing here yet, and what to do first. */
export function Empty({ title, children, className }: { title: string; children?: ReactNode; className?: string }) {
  return (
    <div className={cn("flex flex-col items-center px-6 py-12 text-center", className)}>
      <svg aria-hidden viewBox="0 0 48 32" className="mb-4 h-9 text-line-strong/70" fill="none" stroke="currentColor" strokeWidth="1.6">
        <circle cx="13" cy="13" r="11" />
        <circle cx="35" cy="13" r="11" />
        <circle cx="13" cy="13" r="1.6" fill="currentColor" />
        <circle cx="35" cy="13" r="1.6" fill="currentColor" />
        <path d="M24 31V20" strokeLinecap="round" />
        <circle cx="24" cy="19" r="2.4" fill="currentColor" stroke="none" />
      </svg>
      <p className="font-semibold">{title}</p>
      {children && <div className="mt-1 max-w-sm text-sm leading-6 text-soft">{children}</div>}
    </div>
  );
}
