import { toast } from "sonner";
import type { Session } from "@/api";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Fact, Panel } from "@/components/ui/panel";
import { sayProblem } from "@/lib/operator";
import { useResend } from "../api/account";

/** Who somebody is here, and whether their mail address is known to be theirs. */
export function PersonPanel({ session }: { session: Session }) {
  const resend = useResend();
  const { user, organisation, role } = session;
  return (
    <Panel id="person-title" title="You">
      <dl>
        <Fact name="Name">{user.name}</Fact>
        <Fact name="E-mail">
          <span className="flex flex-wrap items-center gap-x-3 gap-y-2">
            {user.email}
            <Badge tone={user.emailVerified ? "live" : "accent"}>{user.emailVerified ? "Confirmed" : "Not confirmed"}</Badge>
            {!user.emailVerified && (
              <Button
                size="sm"
                pending={resend.isPending}
                onClick={() => resend.mutate(undefined, { onSuccess: () => toast.success("Another mail is on its way."), onError: sayProblem })}
              >
                Send the mail again
              </Button>
            )}
          </span>
        </Fact>
        <Fact name="Here">
          <span className="inline-flex flex-wrap items-center gap-2">
            {organisation.name} <Badge tone="quiet">{role}</Badge>
          </span>
        </Fact>
      </dl>
    </Panel>
  );
}
