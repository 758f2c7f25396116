import { Plus } from "lucide-react";
import { useId, useRef, useState, type KeyboardEvent } from "react";
import { cn } from "@/lib/cn";

interface Item {
  title: string;
  body: string;
}

/** Titles that open what is below them. Arrows, Home and End go from title to title. */
export function Accordion({ items, className }: { items: Item[]; className?: string }) {
  const id = useId();
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const list = useRef<HTMLDivElement>(null);

  const toggle = (index: number) => {
    const next = new Set(open);
    if (!next.delete(index)) next.add(index);
    setOpen(next);
  };

  const move = (event: KeyboardEvent, index: number) => {
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const titles = list.current?.querySelectorAll<HTMLButtonElement>("[data-title]");
    titles?.[(to + items.length) % items.length]?.focus();
  };

  return (
    <div ref={list} className={cn("divide-y divide-line border-y border-line", className)}>
      {items.map(({ title, body }, index) => {
        const isOpen = open.has(index);
        return (
          <div key={`${index} ${title}`}>
            <h3>
              <button
                type="button"
                data-title
                id={`${id}-title-${index}`}
                aria-expanded={isOpen}
                aria-controls={`${id}-body-${index}`}
                className="flex w-full items-center justify-between gap-4 rounded-lg py-5 text-left text-[1.0625rem] leading-7 font-medium"
                onClick={() => toggle(index)}
                onKeyDown={(event) => move(event, index)}
              >
                {title}
                <Plus aria-hidden className={cn("size-5 shrink-0 text-accent-text transition-transform", isOpen && "rotate-45")} />
              </button>
            </h3>
            <div id={`${id}-body-${index}`} role="region" aria-labelledby={`${id}-title-${index}`} hidden={!isOpen}>
              <p className="appear max-w-2xl pb-6 leading-7 whitespace-pre-line text-soft">{body}</p>
            </div>
          </div>
        );
      })}
    </div>
  );
}
