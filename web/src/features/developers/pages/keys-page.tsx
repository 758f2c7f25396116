import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import type { ApiKey } from "@/api";
import { SecretDialog } from "@/components/operator/secret-dialog";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { Empty } from "@/components/ui/empty";
import { ProblemNotice } from "@/components/ui/notice";
import { bodyRow, cell, headRow, RowsSkeleton, Table, Th } from "@/components/ui/table";
import { cn } from "@/lib/cn";
import { moment } from "@/lib/format";
import { sayProblem } from "@/lib/operator";
import { useMay } from "@/lib/roles";
import { teamQuery } from "@/lib/setup-queries";
import { useNow } from "@/lib/use-now";
import { useTitle } from "@/lib/use-title";
import { keysQuery, useRevokeKey } from "../api/keys";
import { DeveloperHead } from "../components/developer-head";
import { KeySheet } from "../components/key-sheet";
import { scopeWords } from "../scopes";

export function KeysPage() {
  useTitle("API keys · Ringwright");
  const mayMake = useMay("keys.write");
  const { data, error, refetch } = useQuery({ ...keysQuery, enabled: mayMake });
  const [making, setMaking] = useState(false);
  const [key, setKey] = useState<string | null>(null);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  return (
    <>
      <DeveloperHead
        actions={
          mayMake && (
            <Button look="primary" onClick={() => setMaking(true)}>
              <Plus aria-hidden />
              Make a key
            </Button>
          )
        }
      />
      {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(data ?? !error) && (
        <div className="overflow-hidden rounded-2xl border border-line bg-surface">
          {!mayMake ? (
            <Empty title="For administrators">Keys let programs in; your role does not show them.</Empty>
          ) : !data ? (
            <RowsSkeleton label="Loading the keys" rows={3} />
          ) : data.items.length === 0 ? (
            <Empty title="No program has a key">Make one for each program that uses the API, with no more than it needs.</Empty>
          ) : (
            <Rows keys={data.items} onRevoke={setRevoking} />
          )}
        </div>
      )}
      {making && (
        <KeySheet
          onClose={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            setKey(made);
          }}
        />
      )}
      {key && (
        <SecretDialog title="The key" secret={key} onClose={() => setKey(null)}>
          Programs send it with each request, as “Authorization: Bearer …”.
        </SecretDialog>
      )}
      {revoking && <Revoke apiKey={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

function Rows({ keys, onRevoke }: { keys: ApiKey[]; onRevoke: (key: ApiKey) => void }) {
  const now = useNow(60_000);
  const { data: team } = useQuery(teamQuery);
  const nameOf = (id: string) => team?.members.find((member) => member.userId === id)?.name ?? "somebody who left";
  return (
    <Table label="API keys">
      <thead className={headRow}>
        <tr>
          <Th>Name</Th>
          <Th>May</Th>
          <Th>Last used</Th>
          <Th>Holds until</Th>
          <Th className="w-24">
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {keys.map((entry) => {
          const over = entry.expiresAt !== null && Date.parse(entry.expiresAt) < now;
          return (
            <tr key={entry.id} className={cn(bodyRow, "max-md:grid max-md:grid-cols-[1fr_auto] max-md:gap-x-3 max-md:px-5 max-md:py-3")}>
              <th scope="row" className={cn(cell, "min-w-0 text-left font-normal max-md:p-0!")}>
                <span className="block truncate font-medium">{entry.name}</span>
                <span className="block truncate font-mono text-xs text-faint">
                  {entry.prefix}… {team && <span className="font-sans">by {nameOf(entry.createdBy)}</span>}
                </span>
              </th>
              <td className={cn(cell, "text-soft max-md:hidden")}>{scopeWords(entry.scopes)}</td>
              <td className={cn(cell, "figures whitespace-nowrap text-soft max-md:hidden")}>{entry.lastUsedAt ? moment(entry.lastUsedAt) : "never"}</td>
              <td className={cn(cell, "figures whitespace-nowrap text-soft max-md:hidden")}>
                {over ? <Badge tone="harm">Over</Badge> : entry.expiresAt ? moment(entry.expiresAt) : "it is revoked"}
              </td>
              <td className={cn(cell, "text-right max-md:p-0!")}>
                <Button look="harm-quiet" size="sm" aria-label={`Revoke ${entry.name}`} onClick={() => onRevoke(entry)}>
                  Revoke
                </Button>
              </td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}

function Revoke({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const revoke = useRevokeKey();
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Revoke “${apiKey.name}”?`}
      confirm="Revoke it"
      keep="Keep it"
      pending={revoke.isPending}
      onConfirm={() =>
        revoke.mutate(apiKey.id, {
          onSuccess: () => {
            toast.success("The key no longer opens anything.");
            onClose();
          },
          onError: (error) => {
            onClose();
            sayProblem(error);
          },
        })
      }
    >
      Programs that use it are refused from now on. This cannot be undone.
    </Confirm>
  );
}
