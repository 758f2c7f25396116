import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import type { Webhook } from "@/api";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { Empty } from "@/components/ui/empty";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { Fact } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { Sheet } from "@/components/ui/sheet";
import { Skeleton } from "@/components/ui/skeleton";
import { bodyRow, cell, headRow, LoadMore, RowsSkeleton, Table, Th } from "@/components/ui/table";
import { cn } from "@/lib/cn";
import type { WebhookSearch } from "@/lib/console-search";
import { capital, moment, timeOfDay } from "@/lib/format";
import { readable } from "@/lib/json";
import { overviewQuery, sayProblem } from "@/lib/operator";
import { useMay } from "@/lib/roles";
import { useTitle } from "@/lib/use-title";
import { useReplay, webhookQuery, webhooksQuery } from "../api/health";
import { accountNames, bytes, outcomeOf, outcomes } from "../words";

export function WebhooksPage({ search }: { search: WebhookSearch }) {
  useTitle("Webhooks · Ringwright");
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(webhooksQuery(search));
  const { data: board } = useQuery(overviewQuery);
  const [open, setOpen] = useState<Webhook | null>(null);
  const names = accountNames(board?.accounts);
  const hooks = data?.pages.flatMap((page) => page.items) ?? [];
  const shown = open && (hooks.find((hook) => hook.id === open.id) ?? open);
  return (
    <>
      <PageHead title="Webhooks">What the vendors told, as it came in. Each was checked by its signature before it was kept.</PageHead>
      <Filters search={search} vendors={[...new Set((board?.accounts ?? []).map((account) => account.vendor))]} />
      {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(data ?? !error) && (
        <div className="overflow-hidden rounded-2xl border border-line bg-surface">
          {!data ? (
            <RowsSkeleton label="Loading the webhooks" />
          ) : hooks.length === 0 ? (
            search.vendor || search.outcome ? (
              <Empty title="No webhook fits these filters">
                <Link to="/console/webhooks" search={{}} className="font-medium text-accent-text underline underline-offset-4">
                  Show all webhooks
                </Link>
              </Empty>
            ) : (
              <Empty title="No vendor has called yet">
                Each account has an address for webhooks.{" "}
                <Link to="/console/lines" className="font-medium text-accent-text underline underline-offset-4">
                  Copy it from the lines
                </Link>{" "}
                to the vendor's dashboard.
              </Empty>
            )
          ) : (
            <Rows hooks={hooks} names={names} onOpen={setOpen} />
          )}
        </div>
      )}
      <LoadMore more={hasNextPage} pending={isFetchingNextPage} onMore={() => void fetchNextPage()} shown={hooks.length} />
      {shown && <WebhookSheet webhook={shown} account={names.get(shown.accountId)} onClose={() => setOpen(null)} />}
    </>
  );
}

function Filters({ search, vendors }: { search: WebhookSearch; vendors: string[] }) {
  const navigate = useNavigate();
  const set = (change: WebhookSearch) => {
    const next = Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value)) as WebhookSearch;
    void navigate({ to: "/console/webhooks", search: next });
  };
  const known = [...new Set([...vendors, ...(search.vendor ? [search.vendor] : [])])].sort();
  const codes = [...new Set([...outcomes.map((outcome) => outcome.code), ...(search.outcome ? [search.outcome] : [])])];
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <Select size="sm" aria-label="Vendor" value={search.vendor ?? ""} onChange={(event) => set({ vendor: event.target.value })} className="max-sm:grow">
        <option value="">All vendors</option>
        {known.map((vendor) => (
          <option key={vendor} value={vendor}>
            {capital(vendor)}
          </option>
        ))}
      </Select>
      <Select size="sm" aria-label="Outcome" value={search.outcome ?? ""} onChange={(event) => set({ outcome: event.target.value })} className="max-sm:grow">
        <option value="">All outcomes</option>
        {codes.map((code) => (
          <option key={code} value={code}>
            {outcomeOf({ outcome: code, processedAt: null }).label}
          </option>
        ))}
      </Select>
      {(search.vendor ?? search.outcome) && (
        <Button asChild look="ghost" size="sm">
          <Link to="/console/webhooks" search={{}}>
            Clear
          </Link>
        </Button>
      )}
    </div>
  );
}

function Rows({ hooks, names, onOpen }: { hooks: Webhook[]; names: ReadonlyMap<string, string>; onOpen: (hook: Webhook) => void }) {
  return (
    <Table label="Webhooks">
      <thead className={headRow}>
        <tr>
          <Th>What</Th>
          <Th>Account</Th>
          <Th>Outcome</Th>
          <Th className="text-right">Size</Th>
          <Th className="text-right">Took</Th>
          <Th className="text-right">Received</Th>
        </tr>
      </thead>
      <tbody>
        {hooks.map((hook) => {
          const outcome = outcomeOf(hook);
          return (
            <tr key={hook.id} className={cn(bodyRow, "max-md:grid max-md:grid-cols-[1fr_auto] max-md:gap-x-3 max-md:px-5 max-md:py-2.5")}>
              <th scope="row" className={cn(cell, "min-w-0 text-left font-normal max-md:p-0!")}>
                <button
                  type="button"
                  onClick={() => onOpen(hook)}
                  className="block max-w-full truncate rounded text-left font-mono text-[0.8125rem] after:absolute after:inset-0 after:content-['']"
                >
                  {hook.kind}
                </button>
              </th>
              <td className={cn(cell, "text-soft max-md:hidden")}>
                {names.get(hook.accountId) ?? "–"} <span className="text-faint">· {capital(hook.vendor)}</span>
              </td>
              <td className={cn(cell, "max-md:p-0!")}>
                <Badge tone={outcome.tone}>{outcome.label}</Badge>
              </td>
              <td className={cn(cell, "figures text-right text-soft max-md:hidden")}>{bytes(hook.bytes)}</td>
              <td className={cn(cell, "figures text-right text-soft max-md:hidden")}>{took(hook)}</td>
              <td className={cn(cell, "figures text-right whitespace-nowrap text-soft max-md:col-span-2 max-md:p-0! max-md:text-left max-md:text-[0.8125rem]")}>
                <span className="md:hidden">{capital(hook.vendor)} · </span>
                {received(hook.receivedAt)}
              </td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}

const received = (at: string) => (new Date(at).toDateString() === new Date().toDateString() ? timeOfDay(at, true) : moment(at));

function took({ receivedAt, processedAt }: Webhook): string {
  if (!processedAt) return "–";
  const ms = Math.max(0, Date.parse(processedAt) - Date.parse(receivedAt));
  return ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function WebhookSheet({ webhook, account, onClose }: { webhook: Webhook; account: string | undefined; onClose: () => void }) {
  const replay = useReplay();
  const mayAct = useMay("webhooks.write");
  const mayRead = useMay("webhooks.body");
  const outcome = outcomeOf(webhook);
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      wide
      title={<span className="font-mono text-lg">{webhook.kind}</span>}
      description={`From ${capital(webhook.vendor)}${account ? `, ${account}` : ""}`}
      footer={
        mayAct && (
          <>
            <p className="mr-auto self-center text-[0.8125rem] text-faint">What was done already is not done twice.</p>
            <Button
              pending={replay.isPending}
              onClick={() =>
                replay.mutate(webhook.id, {
                  onSuccess: () => toast.success("It is taken in again."),
                  onError: sayProblem,
                })
              }
            >
              {!replay.isPending && <RotateCcw aria-hidden />}
              Replay
            </Button>
          </>
        )
      }
    >
      <dl>
        <Fact name="Outcome">
          <Badge tone={outcome.tone}>{outcome.label}</Badge>
        </Fact>
        <Fact name="Received">{received(webhook.receivedAt)}</Fact>
        <Fact name="Taken in">{webhook.processedAt ? `after ${took(webhook)}` : "not yet"}</Fact>
        <Fact name="Id">
          <span className="flex items-center gap-1">
            <span className="font-mono text-xs">{webhook.id}</span>
            <CopyButton text={webhook.id} label="Copy the id" className="-my-1.5" />
          </span>
        </Fact>
      </dl>
      <h3 className="mt-5 mb-2 text-sm font-semibold">Body</h3>
      {mayRead ? <Body id={webhook.id} /> : <Notice title="For administrators">The body may hold names and numbers; your role does not show it.</Notice>}
    </Sheet>
  );
}

function Body({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(webhookQuery(id));
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-64" />;
  return <CodeBlock label="Body of the webhook" text={readable(data.body)} />;
}
