import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { AudioLines, CreditCard, Phone } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import type { Integration } from "@/api";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { RowsSkeleton } from "@/components/ui/table";
import type { Tone } from "@/lib/booking-words";
import { sayProblem } from "@/lib/operator";
import { useMay } from "@/lib/roles";
import { useTitle } from "@/lib/use-title";
import { vendorName, vendors } from "@/lib/vendors";
import { connectionsQuery, useDisconnect } from "../api/connections";
import { ConnectDialog } from "../components/connect-dialog";
import { SettingsHead } from "../components/settings-head";

const states: Record<Integration["state"], { label: string; tone: Tone }> = {
  connected: { label: "Connected", tone: "live" },
  paused: { label: "Out of service", tone: "accent" },
  failing: { label: "Failing", tone: "harm" },
};

const link = "font-medium text-accent-text underline underline-offset-4";

/** What the business is connected with, and what else it could be. */
export function ConnectionsPage() {
  useTitle("Connections · Ringwright");
  const { data, error, refetch } = useQuery(connectionsQuery);
  const mayChange = useMay("accounts.write");
  const [connecting, setConnecting] = useState<string | null>(null);
  const [parting, setParting] = useState<Integration | null>(null);
  return (
    <>
      <SettingsHead />
      <div className="grid items-start gap-6 xl:grid-cols-[1.6fr_1fr]">
        <Panel id="connections-title" title="Connected with" flush aside={<Link to="/console/lines" search={{}} className={`text-[0.8125rem] ${link}`}>Lines and keys</Link>}>
          {error && !data ? (
            <ProblemNotice error={error} onRetry={() => void refetch()} className="m-5" />
          ) : !data ? (
            <RowsSkeleton label="Loading the connections" rows={3} />
          ) : data.items.length === 0 ? (
            <Empty title="Not connected with anybody">A vendor that carries calls comes first; one that takes payments goes with it.</Empty>
          ) : (
            <ul aria-label="Connections" className="divide-y divide-line">
              {data.items.map((item) => (
                <Connection key={item.id} item={item} {...(mayChange ? { onPart: () => setParting(item) } : {})} />
              ))}
            </ul>
          )}
        </Panel>
        <Panel id="vendors-title" title="What can be connected" flush>
          <ul aria-label="Vendors" className="divide-y divide-line">
            {Object.entries(vendors).map(([code, vendor]) => (
              <li key={code} className="flex items-center gap-4 px-5 py-3">
                <VendorMark kind={vendor.kind} />
                <span className="min-w-0 grow">
                  <span className="block text-sm font-medium">{vendor.name}</span>
                  <span className="block text-[0.8125rem] text-faint">{vendor.does}</span>
                </span>
                {mayChange && (
                  <Button size="sm" aria-label={`Connect ${vendor.name}`} onClick={() => setConnecting(code)}>
                    Connect
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </Panel>
      </div>
      {connecting && <ConnectDialog vendor={connecting} onClose={() => setConnecting(null)} />}
      {parting && <Part item={parting} onClose={() => setParting(null)} />}
    </>
  );
}

function Connection({ item, onPart }: { item: Integration; onPart?: () => void }) {
  const { label, tone } = states[item.state];
  const does = item.kind === null ? "Our own voice" : vendorName(item.vendor);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
      <VendorMark kind={item.kind} />
      <span className="min-w-[60%] flex-1 sm:min-w-0">
        <span className="block truncate text-sm font-medium">{item.name}</span>
        <span className="block text-[0.8125rem] text-faint">
          {does} · {item.mode === "live" ? "live" : "sandbox"}
        </span>
        {item.state === "failing" && item.detail && <span className="mt-1 block text-[0.8125rem] wrap-anywhere text-harm-text">{item.detail}</span>}
      </span>
      <Badge tone={tone}>{label}</Badge>
      {onPart && (
        <Button look="harm-quiet" size="sm" aria-label={`Disconnect ${item.name}`} onClick={onPart}>
          Disconnect
        </Button>
      )}
    </li>
  );
}

const marks = { calls: Phone, payments: CreditCard, voice: AudioLines };

function VendorMark({ kind }: { kind: Integration["kind"] }) {
  const Mark = marks[kind ?? "voice"];
  return (
    <span aria-hidden className="flex size-9 shrink-0 items-center justify-center rounded-card bg-sunken text-soft">
      <Mark className="size-4.5" />
    </span>
  );
}

function Part({ item, onClose }: { item: Integration; onClose: () => void }) {
  const disconnect = useDisconnect();
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Disconnect ${item.name}?`}
      confirm="Disconnect it"
      keep="Stay connected"
      pending={disconnect.isPending}
      onConfirm={() =>
        disconnect.mutate(item.id, {
          onSuccess: () => {
            toast.success(`${item.name} is disconnected.`);
            onClose();
          },
          onError: (error) => {
            onClose();
            sayProblem(error);
          },
        })
      }
    >
      {item.kind === "payments" ? "Nobody pays through it any more." : "It carries no further calls; what is on the line goes on to its end."} Its key is forgotten. To use it again, connect it anew.
    </Confirm>
  );
}
