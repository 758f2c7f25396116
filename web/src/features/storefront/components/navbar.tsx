import { Menu, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { BellMark } from "@/components/ui/brand";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { ThemeToggle } from "@/components/ui/theme-toggle";

export interface Section {
  href: string;
  label: string;
}

interface Props {
  /** Empty while it is not known yet. */
  name: string;
  home: string;
  sandbox: boolean;
  sections: Section[];
}

export function Navbar({ name, home, sandbox, sections }: Props) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    const close = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener("keydown", close);
    return () => document.removeEventListener("keydown", close);
  }, [open]);

  return (
    <header className="sticky top-0 z-30 bg-page/95 backdrop-blur-md">
      {sandbox && (
        <p className="bg-accent-soft px-5 py-1.5 text-center text-[0.8125rem] font-medium text-accent-text">
          Test mode: no real calls, no real money.
        </p>
      )}
      <div className="shell flex h-16 max-w-6xl items-center justify-between gap-4">
        <a href={home} className="flex min-w-0 items-center gap-3 rounded-lg font-semibold">
          <BellMark />
          <span className="truncate">{name || <Skeleton className="h-4 w-28" />}</span>
        </a>
        <nav aria-label="Page" className="flex items-center gap-1">
          {sections.map(({ href, label }) => (
            <a key={href} href={href} className="hidden rounded-lg px-3 py-2 text-sm font-medium text-soft hover:text-text md:block">
              {label}
            </a>
          ))}
          <ThemeToggle />
          <Button asChild look="primary" className="ml-1 max-sm:hidden">
            <a href="#book">Book a call</a>
          </Button>
          {sections.length > 0 && (
            <Button
              ref={button}
              look="ghost"
              size="icon"
              className="md:hidden"
              aria-expanded={open}
              aria-controls="menu"
              aria-label={open ? "Close the menu" : "Open the menu"}
              onClick={() => setOpen(!open)}
            >
              {open ? <X aria-hidden className="size-5!" /> : <Menu aria-hidden className="size-5!" />}
            </Button>
          )}
        </nav>
      </div>
      <div id="menu" hidden={!open} className="appear absolute inset-x-0 top-full border-y border-line bg-raised shadow-card md:hidden">
        <ul className="shell py-3">
          {sections.map(({ href, label }) => (
            <li key={href}>
              <a href={href} onClick={() => setOpen(false)} className="block rounded-lg py-3 text-[1.0625rem] font-medium">
                {label}
              </a>
            </li>
          ))}
          <li className="pt-3 pb-2 sm:hidden">
            <Button asChild look="primary" size="lg" className="w-full">
              <a href="#book" onClick={() => setOpen(false)}>
                Book a call
              </a>
            </Button>
          </li>
        </ul>
      </div>
    </header>
  );
}
