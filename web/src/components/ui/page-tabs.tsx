import { Link, type LinkProps } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

interface Tab {
  to: NonNullable<LinkProps["to"]>;
  label: string;
}

/** The pages that belong together, side by side; each has its own address. */
export function PageTabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const bar = useRef<HTMLElement>(null);
  // On a small screen the page that is open may stand beyond the edge.
  useEffect(() => {
    const open = bar.current?.querySelector<HTMLElement>("[aria-current=page]");
    if (bar.current && open) bar.current.scrollLeft = open.offsetLeft - bar.current.offsetLeft - (bar.current.clientWidth - open.offsetWidth) / 2;
  }, []);
  return (
    <nav ref={bar} aria-label={label} className="mb-6 overflow-x-auto border-b border-line [scrollbar-width:none]">
      <ul className="flex gap-5">
        {tabs.map(({ to, label: name }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact: true, includeSearch: false }}
              className="-mb-px block border-b-2 border-transparent pt-1 pb-2.5 text-sm font-medium whitespace-nowrap text-soft transition-colors duration-(--quick) hover:text-text aria-[current=page]:border-accent aria-[current=page]:text-text"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
