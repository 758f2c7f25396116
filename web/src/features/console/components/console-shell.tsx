import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { Keyboard, LogOut } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { BellMark } from "@/components/ui/brand";
import { Button } from "@/components/ui/button";
import { LiveMark } from "@/components/ui/live-mark";
import { ThemeToggle } from "@/components/ui/theme-toggle";
import { sessionQuery } from "@/lib/session";
import { useNow } from "@/lib/use-now";
import { overviewQuery, useDomainEvents, useLogout } from "../api/queries";
import { Shortcuts } from "./shortcuts";

const tab =
  "rounded-lg px-3 py-1.5 text-sm font-medium text-soft transition-colors hover:text-text aria-[current=page]:bg-sunken aria-[current=page]:text-text";

export function ConsoleShell() {
  const { data: session } = useQuery(sessionQuery);
  const { dataUpdatedAt } = useQuery(overviewQuery);
  const live = useDomainEvents();
  const now = useNow(1_000);
  const navigate = useNavigate();
  const logout = useLogout();
  const [help, setHelp] = useState(false);
  useKeys(() => setHelp(true));

  return (
    <>
      <div className="flex min-h-dvh flex-col">
        <header className="sticky top-0 z-30 border-b border-line bg-page/95 backdrop-blur-md">
          <div className="shell flex min-h-14 max-w-[100rem] flex-wrap items-center gap-x-6 gap-y-1 py-1.5">
            <Link to="/console" className="flex min-w-0 items-center gap-2.5 text-sm font-semibold">
              <BellMark className="h-5" />
              <span className="truncate">{session?.organisation.name ?? "Ringwright"}</span>
            </Link>
            <nav aria-label="Console" className="order-last flex w-full gap-1 sm:order-none sm:w-auto">
              <Link to="/console" activeOptions={{ exact: true }} className={tab}>
                Switchboard
              </Link>
              <Link to="/console/bookings" className={tab}>
                Bookings
              </Link>
            </nav>
            <div className="ml-auto flex items-center gap-1">
              <LiveMark state={live} asOf={dataUpdatedAt} now={now} className="mr-2" />
              <Button
                look="ghost"
                size="icon"
                aria-label="Keyboard shortcuts"
                title="Keyboard shortcuts (?)"
                onClick={() => setHelp(true)}
                className="max-sm:hidden"
              >
                <Keyboard aria-hidden />
              </Button>
              <ThemeToggle />
              <Button
                look="ghost"
                size="icon"
                aria-label={`Sign out ${session?.user.name ?? ""}`.trim()}
                title="Sign out"
                onClick={() => logout.mutate(undefined, { onSettled: () => void navigate({ to: "/login", search: {} }) })}
              >
                <LogOut aria-hidden />
              </Button>
            </div>
          </div>
        </header>
        <main id="main" tabIndex={-1} className="shell max-w-[100rem] grow py-6 outline-none">
          <Outlet />
        </main>
      </div>
      <Shortcuts open={help} onOpenChange={setHelp} />
    </>
  );
}

/** `g` and a letter goes somewhere, `?` shows all. Keys typed into a field are left alone. */
function useKeys(onHelp: () => void) {
  const navigate = useNavigate();
  const help = useEffectEvent(onHelp);
  useEffect(() => {
    let led = 0;
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      if (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      if (event.key === "?") {
        event.preventDefault();
        help();
        return;
      }
      const isLed = Date.now() - led < 1_000;
      led = event.key === "g" ? Date.now() : 0;
      if (!isLed) return;
      if (event.key === "s") void navigate({ to: "/console" });
      if (event.key === "b") void navigate({ to: "/console/bookings" });
      if (event.key === "q") {
        void navigate({ to: "/console", hash: "queue" }).then(() => document.getElementById("queue-title")?.focus());
      }
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [navigate]);
}
