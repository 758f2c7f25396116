import { cn } from "@/lib/cn";

/** The brass gong of an old telephone, ringing. */
export function BellMark({ className = "h-7" }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 40 28" className={cn("w-auto shrink-0", className)} fill="none">
      <circle cx="20" cy="14" r="10" className="fill-accent" />
      <circle cx="20" cy="14" r="6" className="stroke-on-accent" strokeWidth="1.1" opacity="0.35" />
      <circle cx="20" cy="14" r="2.2" className="fill-on-accent" />
      <g stroke="currentColor" strokeWidth="2.2" strokeLinecap="round">
        <path d="M6.6 6.8a15.2 15.2 0 0 0 0 14.4M33.4 6.8a15.2 15.2 0 0 1 0 14.4" />
        <path d="M2.2 9.6a19.8 19.8 0 0 0 0 8.8M37.8 9.6a19.8 19.8 0 0 1 0 8.8" opacity="0.38" />
      </g>
    </svg>
  );
}
