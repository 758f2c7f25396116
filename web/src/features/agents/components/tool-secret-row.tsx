import { useState } from "react";
import type { ToolSecret } from "@/api";
import { SecretDialog } from "@/components/operator/secret-dialog";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { moment } from "@/lib/format";
import { sayProblem } from "@/lib/operator";
import { useNewToolSecret } from "../api/agents";

/** What requests of tools are signed with; a new secret is shown once. */
export function ToolSecretRow() {
  const renew = useNewToolSecret();
  const [asking, setAsking] = useState(false);
  const [made, setMade] = useState<ToolSecret | null>(null);
  return (
    <div className="mt-5 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-t border-line pt-4">
      <p className="min-w-0 max-w-xl text-[0.8125rem] leading-5 text-soft">
        Every request is signed, so that your server knows that it comes from here. What is asked and answered, and how to check the
        signature, stands in the README under “Tools”.
      </p>
      <Button size="sm" onClick={() => setAsking(true)}>
        New signing secret…
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Make a new signing secret?"
        confirm="Make a new one"
        keep="Leave it"
        pending={renew.isPending}
        onConfirm={() =>
          renew.mutate(undefined, {
            onSuccess: setMade,
            onError: sayProblem,
            onSettled: () => setAsking(false),
          })
        }
      >
        It is for the tools of all your agents. Requests are signed by the one before it too for a day, so that your servers can change
        over without refusing any. After that only the new one signs.
      </Confirm>
      {made && (
        <SecretDialog title="The signing secret of tools" secret={made.secret} onClose={() => setMade(null)}>
          {made.oldSignsUntil === null
            ? "Give it to the servers that your tools ask, so that they can check who asks."
            : `Give it to the servers that your tools ask. The one before it signs too until ${moment(made.oldSignsUntil)}.`}
        </SecretDialog>
      )}
    </div>
  );
}
