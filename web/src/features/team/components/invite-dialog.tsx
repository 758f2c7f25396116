import { toast } from "sonner";
import { asProblem, type Role } from "@/api";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { DraftInput } from "@/components/ui/draft-field";
import { Notice } from "@/components/ui/notice";
import { rolesUpTo, roleWords } from "@/lib/roles";
import { useDraft } from "@/lib/use-draft";
import { useInvite } from "../api/team";

interface Values {
  email: string;
  role: Role;
}

/** Asks somebody into the organisation by mail. */
export function InviteDialog({ ownRole, onClose }: { ownRole: string | undefined; onClose: () => void }) {
  const invite = useInvite();
  const draft = useDraft<Values>({
    prefix: "invite",
    initial: { email: "", role: "operator" },
    check: ({ email }) => (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim()) ? {} : { email: "Enter a whole mail address, such as name@example.com." }),
    error: invite.error,
  });
  const problem = invite.error ? asProblem(invite.error) : null;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Invite somebody"
      description="They get a mail with a link that holds for a week."
      focus="invite-email"
    >
      <form
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (invite.isPending) return;
          draft.submit(({ email, role }) =>
            invite.mutate(
              { email: email.trim(), role },
              {
                onSuccess: () => {
                  toast.success(`${email.trim()} is invited.`);
                  onClose();
                },
              },
            ),
          );
        }}
      >
        {problem?.errors.length === 0 && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        <DraftInput draft={draft} field="email" label="E-mail" type="email" autoComplete="off" />
        <fieldset className="space-y-2">
          <legend className="mb-1.5 text-sm font-medium">Role</legend>
          {rolesUpTo(ownRole).map((role) => (
            <Choice
              key={role}
              name="role"
              value={role}
              checked={draft.values.role === role}
              onChange={() => draft.set("role", role)}
              title={roleWords[role].label}
              text={roleWords[role].text}
            />
          ))}
        </fieldset>
        <div className="flex justify-end gap-3">
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" look="primary" pending={invite.isPending}>
            Send the invitation
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
