import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";

interface Props<Item> {
  /** "step" */
  one: string;
  items: Item[];
  blank: Item;
  most: number;
  onChange: (change: (items: Item[]) => Item[]) => void;
  /** The first field of an entry, to be focused when it is added. */
  firstField: (index: number) => string;
  children: (item: Item, index: number, change: (item: Item) => void) => ReactNode;
}

/** A list of like things that can be added to, ordered and thinned; what is removed can be brought back. */
export function ListEditor<Item>({ one, items, blank, most, onChange, firstField, children }: Props<Item>) {
  const swap = (from: number, to: number) =>
    onChange((known) => {
      const next = [...known];
      next.splice(to, 0, ...next.splice(from, 1));
      return next;
    });
  const remove = (index: number) => {
    const gone = items.slice(index, index + 1);
    onChange((known) => known.filter((_, n) => n !== index));
    toast(`The ${one} is removed.`, {
      action: { label: "Undo", onClick: () => onChange((known) => [...known.slice(0, index), ...gone, ...known.slice(index)]) },
    });
  };
  const small = "size-8!";
  return (
    <div className="space-y-4">
      {items.map((item, index) => (
        <fieldset key={index} className="rounded-card border border-line p-4">
          <legend className="sr-only">
            {one} {index + 1}
          </legend>
          <div className="-mt-1 mb-2 flex items-center">
            <span aria-hidden className="text-[0.8125rem] font-medium text-faint capitalize">
              {one} {index + 1}
            </span>
            <span className="-mr-1.5 ml-auto flex">
              <Button
                look="ghost"
                size="icon"
                className={small}
                aria-label={`Move ${one} ${index + 1} up`}
                title="Up"
                disabled={index === 0}
                onClick={() => swap(index, index - 1)}
              >
                <ArrowUp aria-hidden />
              </Button>
              <Button
                look="ghost"
                size="icon"
                className={small}
                aria-label={`Move ${one} ${index + 1} down`}
                title="Down"
                disabled={index === items.length - 1}
                onClick={() => swap(index, index + 1)}
              >
                <ArrowDown aria-hidden />
              </Button>
              <Button look="ghost" size="icon" className={small} aria-label={`Remove ${one} ${index + 1}`} title="Remove" onClick={() => remove(index)}>
                <Trash2 aria-hidden />
              </Button>
            </span>
          </div>
          <div className="space-y-3">
            {children(item, index, (changed) => onChange((known) => known.map((entry, n) => (n === index ? changed : entry))))}
          </div>
        </fieldset>
      ))}
      {items.length < most ? (
        <Button
          size="sm"
          onClick={() => {
            onChange((known) => [...known, blank]);
            const at = items.length;
            requestAnimationFrame(() => document.getElementById(firstField(at))?.focus());
          }}
        >
          <Plus aria-hidden />
          Add a {one}
        </Button>
      ) : (
        <p className="text-[0.8125rem] text-faint">
          {most} is the most; remove one to add another.
        </p>
      )}
    </div>
  );
}
