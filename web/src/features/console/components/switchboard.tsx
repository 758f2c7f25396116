import { Link } from "@tanstack/react-router";
import { Pause, Play } from "lucide-react";
import { toast } from "sonner";
import type { AttemptState, LiveCall, Account } from "@/api";
import { HealthBadge, isTalking, Lamps } from "@/components/operator/lamps";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";
import { capital, clock } from "@/lib/format";
import { sayProblem } from "@/lib/operator";
import { useMay } from "@/lib/roles";
import { usePause } from "../api/queries";

interface Props {
  accounts: Account[];
  calls: LiveCall[];
  /** The server's present, so that a wrong clock on this machine does not lie. */
  now: number;
}

export function Switchboard({ accounts, calls, now }: Props) {
  return (
    <div className="space-y-4">
      {accounts.map((account) => (
        <AccountPanel
          key={account.id}
          account={account}
          calls={calls.filter((call) => call.accountId === account.id)}
          now={now}
        />
      ))}
    </div>
  );
}

function AccountPanel({ account, calls, now }: { account: Account; calls: LiveCall[]; now: number }) {
  const pause = usePause();
  const mayAct = useMay("accounts.operate");
  const talking = calls.filter((call) => call.state === "in_progress").length;

  const toggle = () =>
    pause.mutate(
      { id: account.id, paused: !account.paused },
      {
        onSuccess: ({ name, paused }) =>
          toast.success(paused ? `${name} is paused. Calls on the line go on; no new ones start.` : `${name} takes calls again.`),
        onError: sayProblem,
      },
    );

  return (
    <article aria-labelledby={`account-${account.id}`} className="rounded-2xl border border-line bg-surface">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 px-5 pt-4">
        <h3 id={`account-${account.id}`} className="font-semibold">
          {account.name}
        </h3>
        <span className="text-[0.8125rem] text-faint">{capital(account.vendor)}</span>
        <HealthBadge account={account} />
        <div className="ml-auto flex items-center gap-3">
          <p className="figures text-sm text-soft">
            <strong className="text-base font-semibold text-text">{account.live}</strong> of {account.lines} lines
          </p>
          {mayAct && (
          <Button
            size="sm"
            pending={pause.isPending}
            onClick={toggle}
            aria-label={`${account.paused ? "Resume" : "Pause"} ${account.name}`}
          >
            {!pause.isPending && (account.paused ? <Play aria-hidden /> : <Pause aria-hidden />)}
            {account.paused ? "Resume" : "Pause"}
          </Button>
          )}
        </div>
      </header>

      {account.lastError && account.health.state !== "closed" && (
        <p className="px-5 pt-2 text-[0.8125rem] wrap-anywhere text-harm-text">{account.lastError}</p>
      )}
      <Lamps account={account} calls={calls} />

      {calls.length > 0 ? (
        <ul className="divide-y divide-line border-t border-line">
          {calls.map((call) => (
            <CallRow key={call.id} call={call} agent={account.agents.find((agent) => agent.id === call.agentId)?.name} now={now} />
          ))}
        </ul>
      ) : (
        <p className="border-t border-line px-5 py-3.5 text-sm text-faint">
          {account.paused ? "Paused: no new call starts here." : "All lines are quiet."}
        </p>
      )}

      {account.agents.length > 0 && (
        <footer className="flex flex-wrap gap-x-6 gap-y-1 border-t border-line px-5 py-3 text-[0.8125rem] text-soft">
          {account.agents.map((agent) => (
            <span key={agent.id}>
              {agent.name}{" "}
              <span className="figures text-faint">
                {agent.live}/{agent.lines}
              </span>
            </span>
          ))}
        </footer>
      )}
      <p className="sr-only" role="status">{`${account.name}: ${talking} ${talking === 1 ? "call" : "calls"} in conversation.`}</p>
    </article>
  );
}

const callWords: Record<AttemptState, string> = {
  initiating: "dialling",
  submission_unknown: "asking the vendor",
  ringing: "ringing",
  in_progress: "talking",
  ended: "ending",
};

function CallRow({ call, agent, now }: { call: LiveCall; agent: string | undefined; now: number }) {
  const since = Date.parse(call.answeredAt ?? call.createdAt);
  const seconds = (now - since) / 1_000;
  const talking = isTalking(call.state);
  const share = talking && call.limitSeconds > 0 ? Math.min(1, Math.max(0, seconds / call.limitSeconds)) : 0;
  return (
    <li className="appear relative">
      <Link
        to="/console/bookings/$id"
        params={{ id: call.bookingId }}
        className="grid grid-cols-[auto_1fr_auto] items-center gap-x-3 px-5 py-2.5 transition-colors hover:bg-sunken"
      >
        <span aria-hidden className={cn("size-2.5 rounded-full", talking ? "bg-live" : "animate-glow border-2 border-accent")} />
        <span className="min-w-0">
          <span className="block truncate text-sm font-medium">{call.name}</span>
          <span className="block truncate text-[0.8125rem] text-faint">
            <span className="figures">{call.phoneMasked}</span> · {call.plan}
            {agent && ` · ${agent}`}
          </span>
        </span>
        <span className="text-right">
          <span className="figures block text-sm font-semibold">
            {clock(seconds)}
            {talking && <span className="font-normal text-faint"> / {clock(call.limitSeconds)}</span>}
          </span>
          <span className="block text-[0.8125rem] text-faint">{callWords[call.state]}</span>
        </span>
      </Link>
      {talking && (
        <span aria-hidden className="absolute inset-x-0 -bottom-px h-px overflow-hidden">
          <span
            className={cn("block h-full origin-left", share > 0.9 ? "bg-accent" : "bg-live")}
            style={{ transform: `scaleX(${share})` }}
          />
        </span>
      )}
    </li>
  );
}
