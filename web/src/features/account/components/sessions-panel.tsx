import { useQuery } from "@tanstack/react-query";
import { MonitorSmartphone } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ProblemNotice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { RowsSkeleton } from "@/components/ui/table";
import { moment } from "@/lib/format";
import { sayProblem } from "@/lib/operator";
import { sessionsQuery, useEndSession } from "../api/account";

/** So many are listed before somebody asks for all. */
const FIRST = 5;

/** Where somebody is signed in, and ending it from here. */
export function SessionsPanel() {
  const { data, error, refetch } = useQuery(sessionsQuery);
  const end = useEndSession();
  const [whole, setWhole] = useState(false);
  const items = [...(data?.items ?? [])].sort((a, b) => Number(b.current) - Number(a.current));
  const others = (data?.items ?? []).filter((entry) => !entry.current).length;
  const all = others > 0 && (
    <Button
      look="harm-quiet"
      size="sm"
      onClick={() => end.mutate(null, { onSuccess: () => toast.success("You are signed out everywhere else."), onError: sayProblem })}
    >
      Sign out everywhere else
    </Button>
  );
  return (
    <Panel id="sessions-title" title="Where you are signed in" aside={all} flush>
      {error && !data ? (
        <div className="p-5">
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        </div>
      ) : !data ? (
        <RowsSkeleton label="Loading your sessions" rows={2} />
      ) : (
        <ul aria-label="Sessions" className="divide-y divide-line">
          {(whole ? items : items.slice(0, FIRST)).map((entry) => (
            <li key={entry.id} className="flex items-center gap-4 px-5 py-3">
              <MonitorSmartphone aria-hidden className="size-5 shrink-0 text-faint" />
              <div className="min-w-0 grow">
                <p className="truncate text-sm font-medium">{entry.device}</p>
                <p className="figures truncate text-[0.8125rem] text-faint">
                  {entry.address} · since {moment(entry.createdAt)}
                  {!entry.current && ` · last seen ${moment(entry.lastSeenAt)}`}
                </p>
              </div>
              {entry.current ? (
                <Badge tone="live">This one</Badge>
              ) : (
                <Button size="sm" aria-label={`Sign out ${entry.device}`} onClick={() => end.mutate(entry.id, { onError: sayProblem })}>
                  Sign out
                </Button>
              )}
            </li>
          ))}
          {!whole && items.length > FIRST && (
            <li className="px-5 py-2">
              <Button look="ghost" size="sm" className="-ml-3" onClick={() => setWhole(true)}>
                Show all {items.length}
              </Button>
            </li>
          )}
        </ul>
      )}
    </Panel>
  );
}
