import { cn } from "@/lib/cn";

/** The two gongs and the hammer of an old telephone bell. */
export function BellMark({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 32 26" className={cn("h-6 w-auto", className)} fill="none">
      <circle cx="9.5" cy="9.5" r="8" className="fill-accent" />
      <circle cx="22.5" cy="9.5" r="8" className="fill-accent" opacity="0.72" />
      <circle cx="9.5" cy="9.5" r="1.8" className="fill-page" />
      <circle cx="22.5" cy="9.5" r="1.8" className="fill-page" />
      <path d="M16 25V15" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
      <circle cx="16" cy="14.6" r="2.8" fill="currentColor" />
    </svg>
  );
}
