import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowLeft, KeyRound, Pencil, Send, Trash2 } from "lucide-react";
import { useState, type ReactNode } from "react";
import { toast } from "sonner";
import { SecretDialog } from "@/components/operator/secret-dialog";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Chips } from "@/components/ui/chips";
import { CopyButton } from "@/components/ui/copy-button";
import { Confirm } from "@/components/ui/dialog";
import { Empty } from "@/components/ui/empty";
import { Menu, MenuItem, MenuRule } from "@/components/ui/menu";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { Skeleton } from "@/components/ui/skeleton";
import { LoadMore, RowsSkeleton } from "@/components/ui/table";
import type { DeliverySearch } from "@/lib/console-search";
import { moment } from "@/lib/format";
import { sayProblem } from "@/lib/operator";
import { useMay } from "@/lib/roles";
import { endpointsQuery } from "@/lib/setup-queries";
import { useTitle } from "@/lib/use-title";
import { deliveriesQuery, useChangeEndpoint, useChangeSecret, useDropEndpoint, useTryEndpoint, type Delivery, type Endpoint } from "../api/endpoints";
import { DeliveryRows } from "../components/delivery-rows";
import { DeliverySheet } from "../components/delivery-sheet";
import { EndpointSheet } from "../components/endpoint-sheet";
import { endpointWords, kindsWords, stoppedWords } from "../words";

export function EndpointPage({ id, search }: { id: string; search: DeliverySearch }) {
  useTitle("Endpoint · Ringwright");
  const { data, error, refetch } = useQuery(endpointsQuery);
  const endpoint = data?.items.find((entry) => entry.id === id);
  return (
    <>
      <Link to="/console/developers" className="mb-4 inline-flex items-center gap-1.5 rounded text-sm text-soft hover:text-text">
        <ArrowLeft aria-hidden className="size-4" /> All endpoints
      </Link>
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Skeleton className="h-24 rounded-2xl" />
      ) : endpoint ? (
        <>
          <Head endpoint={endpoint} />
          <Deliveries id={id} search={search} />
        </>
      ) : (
        <Empty title="There is no such endpoint">It may have been removed by somebody else.</Empty>
      )}
    </>
  );
}

function Head({ endpoint }: { endpoint: Endpoint }) {
  const [open, setOpen] = useState<"edit" | "secret" | "drop" | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const navigate = useNavigate();
  const test = useTryEndpoint(endpoint.id);
  const renew = useChangeSecret(endpoint.id);
  const drop = useDropEndpoint(endpoint.id);
  const change = useChangeEndpoint(endpoint.id);
  const maySetUp = useMay("webhooks.write");
  const state = endpointWords(endpoint);
  const close = (next: boolean) => {
    if (!next) setOpen(null);
  };
  return (
    <>
      <PageHead
        title={<span className="text-2xl wrap-anywhere">{endpoint.url}</span>}
        actions={
          maySetUp && (
            <>
              <Button
                pending={test.isPending}
                onClick={() => test.mutate(undefined, { onSuccess: () => toast.success("A test message is on its way."), onError: sayProblem })}
              >
                {!test.isPending && <Send aria-hidden />}
                Send a test
              </Button>
              <Menu label="More for this endpoint">
                <MenuItem icon={<Pencil aria-hidden />} onSelect={() => setOpen("edit")}>
                  Change…
                </MenuItem>
                <MenuItem icon={<KeyRound aria-hidden />} onSelect={() => setOpen("secret")}>
                  New signing secret…
                </MenuItem>
                <MenuRule />
                <MenuItem harm icon={<Trash2 aria-hidden />} onSelect={() => setOpen("drop")}>
                  Remove…
                </MenuItem>
              </Menu>
            </>
          )
        }
      >
        {endpoint.description || "No description."}
      </PageHead>
      <dl className="mb-6 flex flex-wrap gap-x-8 gap-y-3 rounded-2xl border border-line bg-surface px-5 py-4 text-sm">
        <Item name="State">
          <Badge tone={state.tone}>{state.label}</Badge>
        </Item>
        <Item name="Hears">{kindsWords(endpoint.kinds)}</Item>
        {endpoint.failingSince && <Item name="Nothing arrived since">{moment(endpoint.failingSince)}</Item>}
        {endpoint.oldSecretUntil && <Item name="The old secret signs until">{moment(endpoint.oldSecretUntil)}</Item>}
        <Item name="Id">
          <span className="inline-flex items-center gap-1">
            <span className="font-mono text-xs">{endpoint.id}</span>
            <CopyButton text={endpoint.id} label="Copy the id" className="-my-1.5" />
          </span>
        </Item>
      </dl>
      {endpoint.stoppedBecause && (
        <Notice tone="harm" title="Nothing is sent there any more" className="mb-6">
          <p>{stoppedWords(endpoint.stoppedBecause)}</p>
          {maySetUp && (
            <Button size="sm" className="mt-3" pending={change.isPending} onClick={() => change.mutate({ active: true }, { onError: sayProblem })}>
              Switch it on again
            </Button>
          )}
        </Notice>
      )}
      {open === "edit" && (
        <EndpointSheet
          endpoint={endpoint}
          onClose={() => setOpen(null)}
          onSaved={() => {
            setOpen(null);
            toast.success("The endpoint is changed.");
          }}
        />
      )}
      <Confirm
        open={open === "secret"}
        onOpenChange={close}
        title="Make a new signing secret?"
        confirm="Make a new one"
        keep="Keep the old one"
        pending={renew.isPending}
        onConfirm={() =>
          renew.mutate(undefined, {
            onSuccess: (made) => {
              setOpen(null);
              setSecret(made.secret);
            },
            onError: (problem) => {
              setOpen(null);
              sayProblem(problem);
            },
          })
        }
      >
        Messages are signed by both secrets for a day, so that your receiver can change over without missing one. After that only the new one
        signs.
      </Confirm>
      <Confirm
        open={open === "drop"}
        onOpenChange={close}
        title="Remove this endpoint?"
        confirm="Remove it"
        keep="Keep it"
        pending={drop.isPending}
        onConfirm={() =>
          drop.mutate(undefined, {
            onSuccess: () => {
              toast.success("The endpoint is removed.");
              void navigate({ to: "/console/developers" });
            },
            onError: (problem) => {
              setOpen(null);
              sayProblem(problem);
            },
          })
        }
      >
        Nothing is sent to {endpoint.url} any more, and its messages can no longer be looked at. This cannot be undone.
      </Confirm>
      {secret && (
        <SecretDialog title="The new signing secret" secret={secret} onClose={() => setSecret(null)}>
          Give it to your receiver within a day; until then both secrets sign.
        </SecretDialog>
      )}
    </>
  );
}

function Item({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-faint">{name}</dt>
      <dd className="mt-1">{children}</dd>
    </div>
  );
}

function Deliveries({ id, search }: { id: string; search: DeliverySearch }) {
  const navigate = useNavigate();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(deliveriesQuery(id, search.state));
  const [open, setOpen] = useState<Delivery | null>(null);
  const deliveries = data?.pages.flatMap((page) => page.items) ?? [];
  const shown = open && (deliveries.find((entry) => entry.id === open.id) ?? open);
  return (
    <section aria-labelledby="deliveries-title">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <h2 id="deliveries-title" className="display text-2xl">
          Messages
        </h2>
        <Chips
          label="Which messages"
          value={search.state ?? "all"}
          onChange={(next) =>
            void navigate({ to: "/console/developers/endpoints/$id", params: { id }, search: next === "all" ? {} : { state: next } })
          }
          chips={[
            { value: "all", label: "All" },
            { value: "waiting", label: "Waiting" },
            { value: "delivered", label: "Delivered" },
            { value: "dead", label: "Given up" },
          ]}
        />
      </div>
      {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(data ?? !error) && (
        <div className="overflow-hidden rounded-2xl border border-line bg-surface">
          {!data ? (
            <RowsSkeleton label="Loading the messages" />
          ) : deliveries.length === 0 ? (
            <Empty title={search.state ? "No message is in this state" : "Nothing was sent yet"}>
              {search.state ? (
                <Link to="/console/developers/endpoints/$id" params={{ id }} search={{}} className="font-medium text-accent-text underline underline-offset-4">
                  Show all messages
                </Link>
              ) : (
                "Send a test to see whether your receiver answers; what happens from now on follows by itself."
              )}
            </Empty>
          ) : (
            <DeliveryRows deliveries={deliveries} onOpen={setOpen} />
          )}
        </div>
      )}
      <LoadMore more={hasNextPage} pending={isFetchingNextPage} onMore={() => void fetchNextPage()} shown={deliveries.length} />
      {shown && <DeliverySheet delivery={shown} onClose={() => setOpen(null)} />}
    </section>
  );
}
