import type { ScriptChange } from "@/api";
import { cn } from "@/lib/cn";
import { diffLines, type DiffLine } from "@/lib/diff";
import { isTool, toolText } from "../tools";
import { fieldWords, plain } from "../words";

const readable = (value: unknown): string => (isTool(value) ? toolText(value) : plain(value));

const looks: Record<DiffLine["kind"], { line: string; mark: string; name: string }> = {
  same: { line: "text-soft", mark: "", name: "" },
  gone: { line: "bg-harm-soft text-harm-text", mark: "−", name: "Before: " },
  new: { line: "bg-live-soft text-live-text", mark: "+", name: "After: " },
};

/** What differs, field by field, long texts line by line. */
export function Differences({ fields }: { fields: readonly ScriptChange[] }) {
  if (fields.length === 0) return <p className="text-sm text-soft">Nothing differs.</p>;
  return (
    <ul aria-label="Differences" className="space-y-4">
      {fields.map(({ field, before, after }) => (
        <li key={field}>
          <p className="mb-1.5 text-sm font-medium">{fieldWords(field)}</p>
          <div className="overflow-hidden rounded-card border border-line text-[0.8125rem] leading-6">
            {diffLines(readable(before), readable(after)).map(({ kind, text }, index) => (
              <p key={index} className={cn("grid grid-cols-[1.5rem_1fr]", looks[kind].line)}>
                <span aria-hidden className="text-center select-none">
                  {looks[kind].mark}
                </span>
                <span className="min-w-0 pr-3 wrap-anywhere whitespace-pre-wrap">
                  <span className="sr-only">{looks[kind].name}</span>
                  {text || " "}
                </span>
              </p>
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}
