import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn";

interface Props extends Omit<ComponentProps<"input">, "type" | "title"> {
  title: ReactNode;
  text?: ReactNode;
  /** At the far end, such as a price. */
  aside?: ReactNode;
}

/** One of several ways, as a card to press; a radio button underneath. */
export function Choice({ title, text, aside, className, ...input }: Props) {
  return (
    <label
      className={cn(
        "flex cursor-pointer items-center gap-3 rounded-card border bg-surface px-3.5 py-2.5 transition-[border-color,background-color]",
        "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-text",
        "border-line-strong/60 hover:border-line-strong has-checked:border-accent-edge has-checked:bg-accent-soft",
        className,
      )}
    >
      <input type="radio" className="size-4 shrink-0 accent-(--accent-text) outline-none" {...input} />
      <span className="min-w-0 grow">
        <span className="block text-sm font-medium">{title}</span>
        {text && <span className="block text-[0.8125rem] leading-5 text-soft">{text}</span>}
      </span>
      {aside && <span className="figures text-sm font-semibold">{aside}</span>}
    </label>
  );
}

/** A box to tick with a sentence beside it, and its error below. */
export function Tick({ children, className, ...input }: ComponentProps<"input"> & { children: ReactNode }) {
  return (
    <label htmlFor={input.id} className={cn("flex cursor-pointer gap-3 text-sm leading-6", className)}>
      <input type="checkbox" className="mt-1 size-4 shrink-0 accent-(--accent-text)" {...input} />
      <span>{children}</span>
    </label>
  );
}
