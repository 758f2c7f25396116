import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, Scale, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { asProblem, type Account, type Difference, type OpenDispute, type Reconciliation } from "@/api";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Empty } from "@/components/ui/empty";
import { described, Field, Input } from "@/components/ui/field";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { Select } from "@/components/ui/select";
import { RowsSkeleton } from "@/components/ui/table";
import { capital, moment, money } from "@/lib/format";
import { disputesQuery, overviewQuery, reconciliationsQuery } from "@/lib/operator";
import { useMay } from "@/lib/roles";
import { useTitle } from "@/lib/use-title";
import { useReconcile } from "../api/health";
import { differenceWords } from "../words";

export function ReconciliationPage() {
  useTitle("Reconciliation · Ringwright");
  const { data, error, refetch } = useQuery(reconciliationsQuery);
  const { data: board } = useQuery(overviewQuery);
  const { data: disputed } = useQuery(disputesQuery);
  const [running, setRunning] = useState(false);
  const maySetUp = useMay("payments.settle");
  const tills = (board?.accounts ?? []).filter((account) => account.kind === "payments");
  const vendors = new Map(tills.map((account) => [account.id, capital(account.vendor)]));
  const run = maySetUp && tills.length > 0 && (
    <Button onClick={() => setRunning(true)}>
      <Scale aria-hidden />
      Compare a day now
    </Button>
  );
  return (
    <>
      <PageHead title="Reconciliation" actions={run}>
        Every night each day's payments here are compared with the vendor's books. What can be mended is mended by itself.
      </PageHead>
      {disputed && disputed.items.length > 0 && <Disputes items={disputed.items} vendors={vendors} />}
      {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(data ?? !error) && (
        <div className="overflow-hidden rounded-2xl border border-line bg-surface">
          {!data ? (
            <RowsSkeleton label="Loading the comparisons" rows={5} />
          ) : data.items.length === 0 ? (
            <Empty title="No day was compared yet">
              {tills.length === 0 ? (
                <>
                  Add an account that takes payments under{" "}
                  <Link to="/console/lines" className="font-medium text-accent-text underline underline-offset-4">
                    Lines
                  </Link>{" "}
                  first.
                </>
              ) : (
                "The first comparison runs tonight; you can also compare a day now."
              )}
            </Empty>
          ) : (
            <ul aria-label="Days" className="divide-y divide-line">
              {data.items.map((item) => (
                <Day key={item.id} item={item} vendor={vendors.get(item.accountId) ?? "The vendor"} currency={board?.today.currency ?? "USD"} />
              ))}
            </ul>
          )}
        </div>
      )}
      {running && <RunDialog accounts={tills} onClose={() => setRunning(false)} />}
    </>
  );
}

function Disputes({ items, vendors }: { items: OpenDispute[]; vendors: Map<string, string> }) {
  return (
    <section aria-labelledby="disputes-title" className="mb-6 overflow-hidden rounded-2xl border border-line bg-surface">
      <div className="border-b border-line px-5 py-4">
        <h2 id="disputes-title" className="font-medium">
          Disputed by the customer's bank
        </h2>
        <p className="text-[0.8125rem] leading-5 text-soft">
          The bank decides by what you hand in at the vendor. Until then nothing is refunded from here.
        </p>
      </div>
      <ul aria-label="Disputes" className="divide-y divide-line">
        {items.map(({ paymentId, bookingId, accountId, currency, dispute }) => (
          <li key={paymentId} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-5 py-3 text-sm">
            <p className="min-w-0">
              <span className="figures font-medium">{money(dispute.minor, currency)}</span>
              <span className="text-soft"> · {capital(dispute.reason.replaceAll("_", " "))} · {vendors.get(accountId) ?? "The vendor"}</span>
            </p>
            <p className="flex flex-wrap gap-x-4 text-[0.8125rem]">
              {dispute.dueBy && <span className="text-harm-text">Answer before {moment(dispute.dueBy)}</span>}
              <Link to="/console/bookings/$id" params={{ id: bookingId }} className="font-medium text-accent-text underline-offset-4 hover:underline">
                See the booking
              </Link>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

const dayName = (day: string) =>
  new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "long", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));

function Day({ item, vendor, currency }: { item: Reconciliation; vendor: string; currency: string }) {
  const open = item.differences.filter((difference) => !difference.healed);
  const Mark = open.length > 0 ? TriangleAlert : CircleCheck;
  return (
    <li className="px-5 py-4">
      <div className="grid grid-cols-[auto_1fr_auto] items-center gap-x-4">
        <Mark aria-hidden className={`size-5 ${open.length > 0 ? "text-harm-text" : "text-live-text"}`} />
        <div className="min-w-0">
          <h2 className="font-medium">{dayName(item.day)}</h2>
          <p className="text-[0.8125rem] text-faint">
            {item.accountName} · <span className="figures">{item.compared}</span> {item.compared === 1 ? "payment" : "payments"} compared
            <span className="max-sm:hidden"> · checked {moment(item.checkedAt)}</span>
          </p>
        </div>
        <p className="text-sm whitespace-nowrap">
          {open.length > 0 ? (
            <span className="font-medium text-harm-text">
              {open.length} {open.length === 1 ? "difference" : "differences"}
            </span>
          ) : item.differences.length > 0 ? (
            <span className="text-soft">{item.differences.length} mended</span>
          ) : (
            <span className="text-soft">All agrees</span>
          )}
        </p>
      </div>
      {item.differences.length > 0 && (
        <ul aria-label={`Differences of ${dayName(item.day)}`} className="mt-3 space-y-2 sm:ml-9">
          {item.differences.map((difference, index) => (
            <DifferenceRow key={index} difference={difference} vendor={vendor} currency={currency} />
          ))}
        </ul>
      )}
    </li>
  );
}

function DifferenceRow({ difference, vendor, currency }: { difference: Difference; vendor: string; currency: string }) {
  const { title, remedy } = differenceWords(difference, vendor, currency);
  return (
    <li className={`rounded-card px-4 py-3 text-sm ${difference.healed ? "bg-sunken" : "bg-harm-soft"}`}>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <p className="font-medium">{title}</p>
        {difference.healed && <Badge tone="live">Mended by itself</Badge>}
      </div>
      {!difference.healed && <p className="mt-0.5 leading-6 text-soft">{remedy}</p>}
      <p className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-[0.8125rem]">
        {difference.bookingId && (
          <Link to="/console/bookings/$id" params={{ id: difference.bookingId }} className="font-medium text-accent-text underline-offset-4 hover:underline">
            See the booking
          </Link>
        )}
        {difference.vendorRef && <span className="font-mono text-xs leading-5 wrap-anywhere text-soft">{difference.vendorRef}</span>}
      </p>
    </li>
  );
}

function RunDialog({ accounts, onClose }: { accounts: Account[]; onClose: () => void }) {
  const run = useReconcile();
  const [accountId, setAccountId] = useState(accounts[0]?.id ?? "");
  const [yesterday] = useState(() => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10));
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const [day, setDay] = useState(yesterday);
  const problem = run.error ? asProblem(run.error) : null;
  const wrong = problem?.errors.find((entry) => entry.field === "day")?.message;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Compare a day now"
      description="Asks the vendor for everything it took and gave back on that day (UTC). Nothing is charged or refunded by it."
      focus="reconcile-day"
    >
      <form
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (run.isPending) return;
          run.mutate(
            { accountId, day },
            {
              onSuccess: (item) => {
                const open = item.differences.filter((difference) => !difference.healed).length;
                toast.success(open === 0 ? `${item.compared} compared; all agrees.` : `${item.compared} compared; ${open} to look at.`);
                onClose();
              },
            },
          );
        }}
      >
        {problem && !wrong && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        <Field id="reconcile-account" label="Account">
          <Select id="reconcile-account" value={accountId} onChange={(event) => setAccountId(event.target.value)} className="w-full">
            {accounts.map((account) => (
              <option key={account.id} value={account.id}>
                {account.name}
              </option>
            ))}
          </Select>
        </Field>
        <Field id="reconcile-day" label="Day" error={wrong}>
          <Input {...described("reconcile-day", wrong, false)} type="date" max={today} value={day} onChange={(event) => setDay(event.target.value)} className="figures" />
        </Field>
        <div className="flex justify-end gap-3">
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" look="primary" pending={run.isPending}>
            Compare
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
