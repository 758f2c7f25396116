import { Link } from "@tanstack/react-router";
import { cn } from "@/lib/cn";
import type { Place, PlaceGroup } from "../places";

interface Props {
  groups: readonly PlaceGroup[];
  /** A figure beside a place, such as how many wait; harm draws it in red. */
  marks: Partial<Record<Place["to"], { count: number; harm?: boolean; what: string }>>;
  onGo?: () => void;
}

export function Navigation({ groups, marks, onGo }: Props) {
  return (
    <nav aria-label="Console" className="space-y-5">
      {groups.map((group) => (
        <div key={group.name}>
          <p aria-hidden className="mb-1 px-2.5 text-[0.6875rem] font-semibold tracking-[0.06em] text-faint uppercase">
            {group.name}
          </p>
          <ul aria-label={group.name} className="space-y-px">
            {group.places.map(({ to, label, Mark }) => {
              const mark = marks[to];
              return (
                <li key={to}>
                  <Link
                    to={to}
                    activeOptions={{ exact: to === "/console", includeSearch: false }}
                    onClick={() => onGo?.()}
                    className={cn(
                      "group flex h-9 items-center gap-2.5 rounded-lg px-2.5 text-sm font-medium text-soft transition-colors duration-(--quick) hover:bg-line/40 hover:text-text",
                      "aria-[current=page]:bg-surface aria-[current=page]:text-text aria-[current=page]:shadow-[0_1px_2px_rgb(18_22_31/0.08),inset_0_0_0_1px_var(--line)]",
                    )}
                  >
                    <Mark aria-hidden className="size-4 text-faint group-aria-[current=page]:text-accent-text" />
                    {label}
                    {mark && mark.count > 0 && (
                      <span
                        className={cn(
                          "figures ml-auto rounded-full px-1.5 text-xs leading-5 font-semibold",
                          mark.harm ? "bg-harm-soft text-harm-text" : "text-faint",
                        )}
                      >
                        {mark.count}
                        <span className="sr-only"> {mark.what}</span>
                      </span>
                    )}
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </nav>
  );
}
