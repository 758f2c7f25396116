import { toast } from "sonner";
import type { Role } from "@/api";
import { Choice } from "@/components/ui/choice";
import { DraftInput } from "@/components/ui/draft-field";
import { FormDialog } from "@/components/ui/form-dialog";
import { wrongEmail } from "@/lib/mail";
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
    check: ({ email }) => {
      const wrong = wrongEmail(email);
      return wrong ? { email: wrong } : {};
    },
    error: invite.error,
  });
  const send = ({ email, role }: Values) =>
    invite.mutate(
      { email: email.trim(), role },
      {
        onSuccess: () => {
          toast.success(`${email.trim()} is invited.`);
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title="Invite somebody"
      description="They get a mail with a link that holds for a week."
      focus="invite-email"
      error={invite.error}
      pending={invite.isPending}
      keep="Not now"
      send="Send the invitation"
      onClose={onClose}
      onSend={() => draft.submit(send)}
    >
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
    </FormDialog>
  );
}
