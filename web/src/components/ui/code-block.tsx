import { cn } from "@/lib/cn";
import { CopyButton } from "./copy-button";

/** A text for machines, with a way to copy it. */
export function CodeBlock({ label, text, className }: { label: string; text: string; className?: string }) {
  return (
    <div className="relative">
      <pre
        tabIndex={0}
        aria-label={label}
        className={cn(
          "max-h-[50dvh] overflow-auto rounded-card border border-line bg-sunken p-4 pr-12 font-mono text-xs leading-5 whitespace-pre-wrap wrap-anywhere",
          className,
        )}
      >
        {text}
      </pre>
      <CopyButton text={text} label="Copy this text" className="absolute top-2 right-2 bg-sunken" />
    </div>
  );
}
