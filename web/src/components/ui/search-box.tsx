import { Search, X } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { cn } from "@/lib/cn";
import { Kbd } from "./kbd";
import { inputStyle } from "./field";

interface Props {
  label: string;
  placeholder: string;
  value: string;
  /** Told a moment after the last letter. */
  onChange: (value: string) => void;
  className?: string;
}

const REST = 250;

/** A field to search with; `/` goes to it from anywhere on the page, Escape empties it. */
export function SearchBox({ label, placeholder, value, onChange, className }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    // The address changed by other means (back, a link): the field follows.
    setKnown(value);
    setTyped(value);
  }
  const tell = (text: string) => {
    if (text.trim() === value) return;
    setKnown(text.trim());
    onChange(text.trim());
  };
  const tellLater = useEffectEvent(tell);

  useEffect(() => {
    const timer = setTimeout(() => tellLater(typed), REST);
    return () => clearTimeout(timer);
  }, [typed]);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== "/" || event.metaKey || event.ctrlKey || event.altKey) return;
      if (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);

  return (
    <div role="search" className={cn("group relative", className)}>
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-faint" />
      <input
        ref={field}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={typed}
        maxLength={120}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") tell(typed);
          if (event.key !== "Escape") return;
          if (typed === "") event.currentTarget.blur();
          setTyped("");
        }}
        className={cn(inputStyle, "h-9 rounded-lg! pr-9! pl-9! text-sm! [&::-webkit-search-cancel-button]:hidden")}
      />
      {typed ? (
        <button
          type="button"
          aria-label="Empty the search"
          onClick={() => {
            setTyped("");
            field.current?.focus();
          }}
          className="absolute top-1/2 right-1.5 flex size-6 -translate-y-1/2 items-center justify-center rounded-md text-faint hover:bg-sunken hover:text-text"
        >
          <X aria-hidden className="size-4" />
        </button>
      ) : (
        <Kbd className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 group-focus-within:hidden max-sm:hidden">/</Kbd>
      )}
    </div>
  );
}
