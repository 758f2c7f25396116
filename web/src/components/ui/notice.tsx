import { CircleAlert, Info } from "lucide-react";
import type { ReactNode } from "react";
import { asProblem } from "@/api";
import { cn } from "@/lib/cn";
import { Button } from "./button";

interface NoticeProps {
  tone?: "harm" | "calm";
  title: string;
  children?: ReactNode;
  className?: string;
}

export function Notice({ tone = "calm", title, children, className }: NoticeProps) {
  const Mark = tone === "harm" ? CircleAlert : Info;
  return (
    <div
      role={tone === "harm" ? "alert" : undefined}
      className={cn(
        "flex gap-3 rounded-card border p-4 text-sm leading-6",
        tone === "harm" ? "border-harm/35 bg-harm-soft" : "border-line bg-sunken",
        className,
      )}
    >
      <Mark aria-hidden className={cn("mt-0.5 size-5 shrink-0", tone === "harm" ? "text-harm-text" : "text-faint")} />
      <div className="min-w-0">
        <p className="font-semibold">{title}</p>
        {children && <div className="text-soft">{children}</div>}
      </div>
    </div>
  );
}

/** What went wrong with a request and what to do next. */
export function ProblemNotice({ error, onRetry, className }: { error: unknown; onRetry?: () => void; className?: string }) {
  const problem = asProblem(error);
  return (
    <Notice tone="harm" title={problem.detail} {...(className ? { className } : {})}>
      {problem.remedy && <p>{problem.remedy}</p>}
      {problem.requestId && <p className="mt-1 text-xs text-faint">Request {problem.requestId}</p>}
      {/* What is not there is not there the next time either. */}
      {onRetry && problem.status !== 404 && (
        <Button size="sm" className="mt-3" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Notice>
  );
}
