import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { CornerDownLeft, Keyboard, LogOut, Pause, Play, Search, SunMoon, UserRound, type LucideIcon } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useDeferredValue, useEffect, useId, useRef, useState } from "react";
import { toast } from "sonner";
import { stateWords } from "@/lib/booking-words";
import { cn } from "@/lib/cn";
import { overviewQuery, sayProblem } from "@/lib/operator";
import { useMay } from "@/lib/roles";
import { setTheme, useTheme } from "@/lib/theme";
import { Kbd } from "@/components/ui/kbd";
import { findQuery, usePause } from "../api/queries";
import { fitting, type Place } from "../places";
import { useThings } from "./things";

export interface Entry {
  key: string;
  label: string;
  also: string;
  hint: string;
  Mark: LucideIcon;
  run: () => void;
}

interface Props {
  /** Where this person may go. */
  places: readonly Place[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onShortcuts: () => void;
  onSignOut: () => void;
}

/** Everything within reach of a few letters: pages, bookings, actions. */
export function Palette({ places, open, onOpenChange, onShortcuts, onSignOut }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="appear fixed inset-0 z-40 bg-[#0b0e14]/45 backdrop-blur-[2px]" />
        <Radix.Content
          aria-describedby={undefined}
          className="appear fixed inset-x-3 top-[10vh] z-50 mx-auto flex max-h-[76vh] max-w-xl flex-col overflow-hidden rounded-2xl border border-line bg-raised shadow-card outline-none"
        >
          <Radix.Title className="sr-only">Find a page, a booking or an action</Radix.Title>
          <Finder places={places} onDone={() => onOpenChange(false)} onShortcuts={onShortcuts} onSignOut={onSignOut} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Finder({ places, onDone, onShortcuts, onSignOut }: Omit<Props, "open" | "onOpenChange"> & { onDone: () => void }) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const words = useDeferredValue(typed.trim());
  const { data: found, isFetching } = useQuery(findQuery(words));
  const navigate = useNavigate();
  const actions = useActions(onShortcuts, onSignOut);

  const pages: Entry[] = fitting(places, typed).map((place) => ({
    key: place.to,
    label: place.label,
    also: place.also,
    hint: `g ${place.letter}`,
    Mark: place.Mark,
    run: () => void navigate({ to: place.to, search: {} }),
  }));
  const bookings: Entry[] =
    words.length >= 2
      ? (found?.items ?? []).slice(0, 6).map((row) => ({
          key: row.id,
          label: row.name,
          also: "",
          hint: `${stateWords[row.state].label} · ${row.plan}`,
          Mark: UserRound,
          run: () => void navigate({ to: "/console/bookings/$id", params: { id: row.id } }),
        }))
      : [];
  const search: Entry[] =
    words.length >= 2
      ? [
          {
            key: "search",
            label: `Search the bookings for “${words}”`,
            also: "",
            hint: "",
            Mark: Search,
            run: () => void navigate({ to: "/console/bookings", search: { q: words } }),
          },
        ]
      : [];
  const doing = fitting(actions, typed);
  const things = useThings(words);
  // Whoever types the name of a page or an action wants that; every other word is first looked for among the callers.
  const named = (entries: Entry[]) => words !== "" && entries[0]?.label.toLowerCase().startsWith(words.toLowerCase());
  const sections = [
    { name: "Bookings", entries: [...bookings, ...search], first: false },
    { name: "Go to", entries: pages, first: named(pages) },
    { name: "Set up here", entries: things, first: named(things) },
    { name: "Do", entries: doing, first: named(doing) },
  ]
    .filter((section) => section.entries.length > 0)
    .sort((a, b) => Number(b.first) - Number(a.first));
  const all = sections.flatMap((section) => section.entries);
  const current = Math.min(at, all.length - 1);

  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [current]);

  const choose = (entry: Entry | undefined) => {
    if (!entry) return;
    onDone();
    entry.run();
  };

  return (
    <>
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Search aria-hidden className="size-4 shrink-0 text-faint" />
        <input
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={all[current] ? `${id}-${current}` : undefined}
          aria-label="Find a page, a booking or an action"
          placeholder="Where to, who, or what?"
          autoComplete="off"
          spellCheck={false}
          maxLength={120}
          className="h-14 min-w-0 grow bg-transparent text-base outline-none placeholder:text-faint"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
            const step = steps[event.key];
            if (step !== undefined && all.length > 0) {
              event.preventDefault();
              setAt((current + step + all.length) % all.length);
            }
            if (event.key === "Enter" && !event.nativeEvent.isComposing) {
              event.preventDefault();
              choose(all[current]);
            }
          }}
        />
        <Kbd>Esc</Kbd>
      </div>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label="What was found" className="min-h-0 grow overflow-y-auto p-2" tabIndex={-1}>
        {sections.map((section) => (
          <div key={section.name} role="group" aria-label={section.name} className="mb-1">
            <p aria-hidden className="px-2.5 pt-2 pb-1 text-[0.6875rem] font-semibold tracking-[0.06em] text-faint uppercase">
              {section.name}
            </p>
            {section.entries.map((entry) => {
              const index = all.indexOf(entry);
              return (
                <div
                  key={entry.key}
                  id={`${id}-${index}`}
                  role="option"
                  aria-selected={index === current}
                  onPointerMove={() => setAt(index)}
                  onClick={() => choose(entry)}
                  className={cn(
                    "flex h-10 cursor-pointer items-center gap-3 rounded-lg px-2.5 text-sm",
                    index === current ? "bg-accent-soft text-text" : "text-soft",
                  )}
                >
                  <entry.Mark aria-hidden className="size-4 shrink-0 text-faint" />
                  <span className="min-w-0 truncate font-medium">{entry.label}</span>
                  <span className="ml-auto shrink-0 text-xs text-faint">{entry.hint}</span>
                  {index === current && <CornerDownLeft aria-hidden className="size-3.5 shrink-0 text-faint" />}
                </div>
              );
            })}
          </div>
        ))}
        {all.length === 0 && (
          <p className="px-4 py-8 text-center text-sm text-soft">
            {isFetching ? "Looking…" : `Nothing fits “${typed}”.`}
          </p>
        )}
      </div>
      <p role="status" className="sr-only">
        {all.length} found
      </p>
    </>
  );
}

function useActions(onShortcuts: () => void, onSignOut: () => void): Entry[] {
  const { data: board } = useQuery(overviewQuery);
  const pause = usePause();
  const mayAct = useMay("accounts.operate");
  const theme = useTheme();
  const next = theme === "dark" ? "light" : "dark";
  const accounts: Entry[] = mayAct
    ? (board?.accounts ?? []).map(({ id, name, paused }) => ({
        key: `pause:${id}`,
        label: paused ? `Resume ${name}` : `Pause ${name}`,
        also: "account lines stop start",
        hint: "",
        Mark: paused ? Play : Pause,
        run: () =>
          pause.mutate(
            { id, paused: !paused },
            {
              onSuccess: () => toast.success(paused ? `${name} takes calls again.` : `${name} is paused. Calls on the line go on.`),
              onError: sayProblem,
            },
          ),
      }))
    : [];
  return [
    ...accounts,
    { key: "theme", label: `Use the ${next} theme`, also: "dark light colour mode", hint: "", Mark: SunMoon, run: () => setTheme(next) },
    { key: "keys", label: "Keyboard shortcuts", also: "help keys", hint: "?", Mark: Keyboard, run: onShortcuts },
    { key: "out", label: "Sign out", also: "leave logout exit", hint: "", Mark: LogOut, run: onSignOut },
  ];
}
