import { useState } from "react";
import type { Session } from "@/api";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { Panel } from "@/components/ui/panel";
import { sayProblem } from "@/lib/operator";
import { useLeave } from "../api/account";

/** The organisations that somebody works for, and leaving one. */
export function BelongingsPanel({ session }: { session: Session }) {
  const leave = useLeave();
  const [leaving, setLeaving] = useState<Session["organisations"][number] | null>(null);
  const several = session.organisations.length > 1;
  return (
    <Panel id="belongings-title" title="Where you work" flush>
      <ul aria-label="Organisations" className="divide-y divide-line">
        {session.organisations.map((entry) => (
          <li key={entry.id} className="flex min-h-14 items-center gap-3 px-5 py-2.5">
            <div className="min-w-0 grow">
              <p className="truncate text-sm font-medium">{entry.name}</p>
              <p className="text-[0.8125rem] text-faint capitalize">{entry.role}</p>
            </div>
            {entry.id === session.organisation.id && <Badge tone="live">You are here</Badge>}
            {several && (
              <Button look="harm-quiet" size="sm" aria-label={`Leave ${entry.name}`} onClick={() => setLeaving(entry)}>
                Leave
              </Button>
            )}
          </li>
        ))}
      </ul>
      {!several && <p className="border-t border-line px-5 py-3 text-[0.8125rem] text-faint">The only organisation cannot be left; delete your account instead.</p>}
      {leaving && (
        <Confirm
          open
          onOpenChange={(open) => !open && setLeaving(null)}
          title={`Leave ${leaving.name}?`}
          confirm="Leave it"
          keep="Stay"
          pending={leave.isPending}
          onConfirm={() =>
            leave.mutate(leaving.id, {
              // What is on the screen may belong to it: the page begins anew.
              onSuccess: () => window.location.assign("/console/account"),
              onError: (error) => {
                setLeaving(null);
                sayProblem(error);
              },
            })
          }
        >
          You see nothing of it any more, on any device. Somebody of its team can invite you again. What you changed stays in its trail.
        </Confirm>
      )}
    </Panel>
  );
}
