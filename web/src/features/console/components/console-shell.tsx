import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { ExternalLink, Keyboard, LogOut, Menu as MenuMark, Search } from "lucide-react";
import { useEffect, useEffectEvent, useMemo, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { LiveMark } from "@/components/ui/live-mark";
import { Sheet } from "@/components/ui/sheet";
import { ThemeToggle } from "@/components/ui/theme-toggle";
import { disputesQuery, jobCountsQuery, overviewQuery, reconciliationsQuery, useDomainEvents } from "@/lib/operator";
import { preferencesQuery, useKeepPreferences, wants } from "@/lib/preferences";
import { usePermissions } from "@/lib/roles";
import { sessionQuery } from "@/lib/session";
import { useNow } from "@/lib/use-now";
import { useLogout } from "../api/queries";
import { withEvent, type Note } from "../notable";
import { open as openTo, type Place } from "../places";
import { troubles as look } from "../trouble";
import { Navigation } from "./navigation";
import { Notifications } from "./notifications";
import { OrganisationMenu } from "./organisation-menu";
import { Palette } from "./palette";
import { Shortcuts } from "./shortcuts";
import { Suspended } from "./suspended";
import { TroubleBar } from "./trouble-bar";
import { VisitBar } from "./visit-bar";

type Open = "help" | "palette" | "menu" | null;

export function ConsoleShell() {
  const { data: session } = useQuery(sessionQuery);
  const { data: board, dataUpdatedAt } = useQuery(overviewQuery);
  const { data: jobs } = useQuery(jobCountsQuery);
  const { data: books } = useQuery(reconciliationsQuery);
  const { data: disputed } = useQuery(disputesQuery);
  const { data: preferences } = useQuery(preferencesQuery);
  const keep = useKeepPreferences();
  const now = useNow(1_000);
  const navigate = useNavigate();
  const here = useLocation({ select: (location) => location.pathname.replace(/\/$/, "") });
  const queries = useQueryClient();
  const [notes, setNotes] = useState<readonly Note[]>([]);
  const permissions = usePermissions();
  // Whoever looks after the installation also works where nobody else may.
  const closed = session?.organisation.suspended === true && !session.user.platformAdmin;
  const groups = useMemo(() => (closed ? [] : openTo(permissions)), [permissions, closed]);
  const live = useDomainEvents((event) => {
    setNotes((known) => withEvent(known, event, (group) => wants(preferences, group)));
    const { kind, bookingId } = event;
    if (kind === "payments.reconciled") void queries.invalidateQueries({ queryKey: reconciliationsQuery.queryKey });
    if (kind?.startsWith("payment.dispute")) void queries.invalidateQueries({ queryKey: disputesQuery.queryKey });
    if (kind !== "payment.disputed" || !bookingId) return;
    toast.error("A caller's bank disputes a payment. Answer it in time in the vendor's dashboard.", {
      duration: Infinity,
      closeButton: true,
      action: { label: "See the booking", onClick: () => void navigate({ to: "/console/bookings/$id", params: { id: bookingId } }) },
    });
  });
  const logout = useLogout();
  const [open, setOpen] = useState<Open>(null);
  useKeys(
    groups.flatMap((group) => group.places),
    (what) => setOpen(what),
    (to) => void navigate({ to, search: {} }),
  );
  const close = (next: boolean) => {
    if (!next) setOpen(null);
  };

  const found = look({ accounts: board?.accounts, jobs, reconciliations: books?.items, disputes: disputed?.items });
  const resting = found.filter((trouble) => trouble.key.startsWith("breaker:")).length;
  const differences = (books?.items ?? []).flatMap((day) => day.differences).filter((entry) => !entry.healed).length;
  const marks = {
    "/console/queue": { count: board?.queue.length ?? 0, what: "waiting" },
    "/console/lines": { count: resting, harm: true, what: "resting" },
    "/console/jobs": { count: jobs?.dead ?? 0, harm: true, what: "given up" },
    "/console/reconciliation": { count: differences + (disputed?.items.length ?? 0), harm: true, what: "to look at" },
  };
  const signOut = () => logout.mutate(undefined, { onSettled: () => void navigate({ to: "/login", search: {} }) });
  const person = session?.user.name ?? "";

  const foot = (
    <div className="flex items-center gap-1 border-t border-line pt-3">
      <Link
        to="/console/account"
        onClick={() => setOpen(null)}
        className="min-w-0 grow rounded-lg px-2.5 py-1 text-[0.8125rem] leading-5 transition-colors duration-(--quick) hover:bg-line/40"
      >
        <span className="block truncate font-medium">{person}</span>
        <span className="block truncate text-faint capitalize">{session?.role}</span>
      </Link>
      <ThemeToggle onChange={(theme) => preferences && keep.mutate({ ...preferences, theme })} />
      <Button look="ghost" size="icon" aria-label={`Sign out ${person}`.trim()} title="Sign out" onClick={signOut}>
        <LogOut aria-hidden />
      </Button>
    </div>
  );

  return (
    <>
      <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_1fr]">
        <aside aria-label="Console" className="sticky top-0 flex h-dvh flex-col border-r border-line bg-sunken p-3 max-lg:hidden">
          <div className="mb-4 flex items-center gap-1">
            <OrganisationMenu session={session} />
            <Notifications notes={notes} troubles={found} />
          </div>
          <button
            type="button"
            onClick={() => setOpen("palette")}
            className="mb-5 flex h-9 shrink-0 items-center gap-2.5 rounded-lg border border-line bg-surface px-2.5 text-sm text-faint hover:border-line-strong"
          >
            <Search aria-hidden className="size-4" /> Find anything
            <Kbd className="ml-auto">Ctrl K</Kbd>
          </button>
          {/* The last places fade where there is more below. */}
          <div className="min-h-0 grow overflow-y-auto mask-b-from-[calc(100%-2rem)] pb-8">
            <Navigation groups={groups} marks={marks} />
          </div>
          <div className="mb-2 flex items-center justify-between gap-2 px-2.5">
            <LiveMark state={live} asOf={dataUpdatedAt} now={now} />
            <Button
              look="ghost"
              size="icon"
              aria-label="Keyboard shortcuts"
              title="Keyboard shortcuts (?)"
              onClick={() => setOpen("help")}
              className="-mr-2.5"
            >
              <Keyboard aria-hidden />
            </Button>
          </div>
          {foot}
        </aside>
        <div className="flex min-w-0 flex-col">
          <header className="sticky top-0 z-30 flex h-14 items-center gap-1 border-b border-line bg-page/95 px-3 backdrop-blur-md lg:hidden">
            <Button look="ghost" size="icon" aria-label="Menu" onClick={() => setOpen("menu")}>
              <MenuMark aria-hidden />
            </Button>
            <OrganisationMenu session={session} />
            <LiveMark state={live} asOf={dataUpdatedAt} now={now} className="mr-1" />
            <Notifications notes={notes} troubles={found} />
            <Button look="ghost" size="icon" aria-label="Find anything" onClick={() => setOpen("palette")}>
              <Search aria-hidden />
            </Button>
          </header>
          <main id="main" tabIndex={-1} className="mx-auto w-full max-w-[88rem] grow px-4 py-6 outline-none sm:px-6 lg:px-8 lg:py-8">
            <TroubleBar troubles={found.filter((trouble) => trouble.to !== here)} full={here === "/console"} />
            {session?.visitingUntil && <VisitBar name={session.organisation.name} until={session.visitingUntil} />}
            {closed && here !== "/console/account" ? <Suspended session={session} /> : <Outlet />}
          </main>
        </div>
      </div>
      <Sheet open={open === "menu"} onOpenChange={close} side="left" title={session?.organisation.name ?? "Ringwright"}>
        <Navigation groups={groups} marks={marks} onGo={() => setOpen(null)} />
        <a href="/" className="my-4 flex items-center gap-2 px-2.5 text-sm text-soft">
          <ExternalLink aria-hidden className="size-4" /> The storefront
        </a>
        {foot}
      </Sheet>
      <Palette places={groups.flatMap((group) => group.places)} open={open === "palette"} onOpenChange={close} onShortcuts={() => setOpen("help")} onSignOut={signOut} />
      <Shortcuts groups={groups} open={open === "help"} onOpenChange={close} />
    </>
  );
}

const LEAD = 1_000;

/** Ctrl or Cmd and K finds, `/` searches this page or everything, `g` and a letter goes somewhere, `?` shows all. Keys typed into a field are left alone. */
function useKeys(places: readonly Place[], onOpen: (what: Open) => void, onGo: (to: Place["to"]) => void) {
  const openIt = useEffectEvent(onOpen);
  const go = useEffectEvent((letter: string) => {
    const place = places.find((entry) => entry.letter === letter);
    if (place) onGo(place.to);
    return place !== undefined;
  });
  useEffect(() => {
    let led = 0;
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if ((event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        openIt("palette");
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      if (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      if (document.querySelector("[role=dialog], [role=alertdialog]")) return;
      if (event.key === "?") {
        event.preventDefault();
        openIt("help");
        return;
      }
      // A page with a search of its own hears this key itself.
      if (event.key === "/" && !document.querySelector("[role=search]")) {
        event.preventDefault();
        openIt("palette");
        return;
      }
      const isLed = Date.now() - led < LEAD;
      led = event.key === "g" ? Date.now() : 0;
      if (isLed && go(event.key)) event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
