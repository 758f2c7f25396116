import { cn } from "@/lib/cn";

export function Skeleton({ className = "rounded-lg" }: { className?: string }) {
  return <div aria-hidden className={cn("animate-pulse bg-line/70", !className.includes("rounded") && "rounded-lg", className)} />;
}
