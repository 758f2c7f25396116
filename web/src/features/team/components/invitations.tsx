import { MailPlus, X } from "lucide-react";
import { toast } from "sonner";
import type { Invitation } from "@/api";
import { Button } from "@/components/ui/button";
import { moment } from "@/lib/format";
import { sayProblem } from "@/lib/operator";
import { roleWords } from "@/lib/roles";
import { useInvite, useInviteAgain, useWithdraw } from "../api/team";

/** Who is asked and has not come yet. */
export function Invitations({ invitations, mayChange }: { invitations: Invitation[]; mayChange: boolean }) {
  const again = useInviteAgain();
  const withdraw = useWithdraw();
  const invite = useInvite();
  const drop = ({ id, email, role }: Invitation) =>
    withdraw.mutate(id, {
      onSuccess: () =>
        toast.success(`The invitation of ${email} is withdrawn.`, {
          action: { label: "Invite again", onClick: () => invite.mutate({ email, role }, { onError: sayProblem }) },
        }),
      onError: sayProblem,
    });
  return (
    <ul aria-label="Invitations" className="divide-y divide-line">
      {invitations.map((entry) => (
        <li key={entry.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
          <div className="min-w-0 grow">
            <p className="truncate text-sm font-medium">{entry.email}</p>
            <p className="text-[0.8125rem] text-faint">
              {roleWords[entry.role].label} · asked by {entry.invitedBy} · holds until <span className="figures">{moment(entry.expiresAt)}</span>
            </p>
          </div>
          {mayChange && (
            <div className="flex gap-2">
              <Button size="sm" onClick={() => again.mutate(entry.id, { onSuccess: () => toast.success("Another mail is on its way."), onError: sayProblem })}>
                <MailPlus aria-hidden />
                Send again
              </Button>
              <Button look="harm-quiet" size="sm" aria-label={`Withdraw the invitation of ${entry.email}`} onClick={() => drop(entry)}>
                <X aria-hidden />
                Withdraw
              </Button>
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
