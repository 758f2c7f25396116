import { KeyRound, Pause, Pencil, Play, RotateCcw, Stethoscope } from "lucide-react";
import { useState, type ReactNode } from "react";
import { toast } from "sonner";
import type { LiveCall, Account } from "@/api";
import { HealthBadge, Lamps } from "@/components/operator/lamps";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Menu, MenuItem, MenuRule } from "@/components/ui/menu";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { cn } from "@/lib/cn";
import { timeOfDay } from "@/lib/format";
import { sayProblem } from "@/lib/operator";
import { useMay } from "@/lib/roles";
import { useCheck, useCloseBreaker, usePause } from "../api/lines";
import { vendorName, vendors } from "@/lib/vendors";
import { AccountSheet } from "./account-sheet";
import { SecretsSheet } from "./secrets-sheet";

export function AccountCard({ account, calls }: { account: Account; calls: LiveCall[] }) {
  const pause = usePause();
  const closeBreaker = useCloseBreaker();
  const check = useCheck();
  const [open, setOpen] = useState<"edit" | "secrets" | null>(null);
  const mayAct = useMay("accounts.operate");
  const maySetUp = useMay("accounts.write");
  const resting = account.health.state !== "closed";
  const carries = account.kind !== "payments";

  const toggle = () =>
    pause.mutate(
      { id: account.id, paused: !account.paused },
      {
        onSuccess: ({ name, paused }) =>
          toast.success(paused ? `${name} is paused. What is under way goes on.` : `${name} works again.`),
        onError: sayProblem,
      },
    );
  const letThrough = () =>
    closeBreaker.mutate(account.id, {
      onSuccess: ({ name }) => toast.success(`${name} is let through again. It rests anew if it fails again.`),
      onError: sayProblem,
    });

  return (
    <article
      aria-labelledby={`account-${account.id}`}
      className={cn("rounded-2xl border bg-surface", resting && !account.paused ? "border-harm/40" : "border-line")}
    >
      <header className="flex flex-wrap items-center gap-3 px-5 pt-4">
        <div className="min-w-0">
          <h3 id={`account-${account.id}`} className="truncate font-semibold">
            {account.name}
          </h3>
          <p className="text-[0.8125rem] text-faint">
            {vendorName(account.vendor)}
            {vendors[account.vendor] && ` · ${vendors[account.vendor]?.does.toLowerCase() ?? ""}`}
          </p>
        </div>
        <div className="ml-auto flex shrink-0 items-center gap-2">
          {account.mode === "sandbox" && (
            <span className="rounded-md border border-dashed border-line-strong px-1.5 text-[0.6875rem] leading-5 font-semibold text-soft uppercase">
              Sandbox
            </span>
          )}
          <HealthBadge account={account} brief />
          {mayAct && (
            <Menu label={`More for ${account.name}`}>
              <MenuItem icon={account.paused ? <Play aria-hidden /> : <Pause aria-hidden />} onSelect={toggle}>
                {account.paused ? "Resume" : "Pause"}
              </MenuItem>
              <MenuItem icon={<Stethoscope aria-hidden />} onSelect={() => check.mutate(account.id)}>
                Check now
              </MenuItem>
              {maySetUp && (
                <>
                  <MenuRule />
                  <MenuItem icon={<Pencil aria-hidden />} onSelect={() => setOpen("edit")}>
                    Edit…
                  </MenuItem>
                  <MenuItem icon={<KeyRound aria-hidden />} onSelect={() => setOpen("secrets")}>
                    Keys and secrets…
                  </MenuItem>
                </>
              )}
            </Menu>
          )}
        </div>
      </header>

      {resting && !account.paused && (
        <div role="status" className="mx-5 mt-4 rounded-card bg-harm-soft px-4 py-3 text-sm">
          <p className="font-medium">
            {account.health.state === "half_open"
              ? "One call is let through to see whether it works again."
              : `Nothing is sent there${account.health.openUntil ? ` until ${timeOfDay(account.health.openUntil)}` : ""}, after ${account.health.failures} failures in a row.`}
          </p>
          {account.lastError && <p className="mt-0.5 wrap-anywhere text-harm-text">{account.lastError}</p>}
          {mayAct && account.health.state === "open" && (
            <Button size="sm" className="mt-3" pending={closeBreaker.isPending} onClick={letThrough}>
              {!closeBreaker.isPending && <RotateCcw aria-hidden />}
              Let it through again
            </Button>
          )}
        </div>
      )}

      {carries ? <Lamps account={account} calls={calls} /> : <div className="h-4" />}

      <dl className="grid grid-cols-2 border-t border-line text-sm sm:grid-cols-[auto_auto_1fr]">
        {carries && (
          <Cell name="In use">
            <span className="figures">
              <strong className="font-semibold">{account.live}</strong> of {account.lines}
            </span>
          </Cell>
        )}
        <Cell name="Priority">
          <span className="figures">{account.priority}</span>
        </Cell>
        <Cell name="Webhook address" wide>
          <span className="flex items-center gap-1">
            <span className="truncate font-mono text-xs" title={account.webhookUrl}>
              {account.webhookUrl}
            </span>
            <CopyButton text={account.webhookUrl} label={`Copy the webhook address of ${account.name}`} className="-my-1.5 shrink-0" />
          </span>
        </Cell>
      </dl>

      {!check.isIdle && (
        <div className="border-t border-line p-4" role="status">
          {check.isPending && <p className="text-sm text-soft">Asking {vendorName(account.vendor)}…</p>}
          {check.isError && <ProblemNotice error={check.error} />}
          {check.isSuccess && (
            <Notice
              tone={check.data.ok ? "calm" : "harm"}
              title={`${vendorName(account.vendor)} ${check.data.ok ? "answers" : "does not work"}`}
            >
              {check.data.detail}
            </Notice>
          )}
        </div>
      )}
      {open === "edit" && <AccountSheet account={account} onClose={() => setOpen(null)} />}
      {open === "secrets" && <SecretsSheet account={account} onClose={() => setOpen(null)} />}
    </article>
  );
}

function Cell({ name, wide = false, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={cn("min-w-0 px-5 py-3", wide && "max-sm:col-span-2 max-sm:border-t max-sm:border-line sm:border-l sm:border-line")}>
      <dt className="text-xs text-faint">{name}</dt>
      <dd className="mt-0.5 min-w-0">{children}</dd>
    </div>
  );
}
