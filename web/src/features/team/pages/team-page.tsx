import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemNotice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { RowsSkeleton } from "@/components/ui/table";
import { useMay } from "@/lib/roles";
import { sessionQuery } from "@/lib/session";
import { teamQuery } from "@/lib/setup-queries";
import { useTitle } from "@/lib/use-title";
import { InviteDialog } from "../components/invite-dialog";
import { Invitations } from "../components/invitations";
import { Members } from "../components/members";
import { TeamHead } from "../components/team-head";

export function TeamPage() {
  useTitle("Team · Ringwright");
  const { data, error, refetch } = useQuery(teamQuery);
  const { data: session } = useQuery(sessionQuery);
  const mayChange = useMay("team.write");
  const [inviting, setInviting] = useState(false);
  const invite = mayChange && (
    <Button look="primary" onClick={() => setInviting(true)}>
      <UserPlus aria-hidden />
      Invite somebody
    </Button>
  );
  return (
    <>
      <TeamHead actions={invite} />
      {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {(data ?? !error) && (
        <div className="space-y-6">
          <div className="overflow-hidden rounded-2xl border border-line bg-surface">
            {data ? (
              <Members members={data.members} ownId={session?.user.id} ownRole={session?.role} mayChange={mayChange} />
            ) : (
              <RowsSkeleton label="Loading the team" rows={3} />
            )}
          </div>
          {data && data.invitations.length > 0 && (
            <Panel id="invitations-title" title="Invited, not here yet" flush>
              <Invitations invitations={data.invitations} mayChange={mayChange} />
            </Panel>
          )}
        </div>
      )}
      {inviting && <InviteDialog ownRole={session?.role} onClose={() => setInviting(false)} />}
    </>
  );
}
