import { toast } from "sonner";
import type { AdminOrganisation } from "@/api";
import { DraftText } from "@/components/ui/draft-field";
import { FormDialog } from "@/components/ui/form-dialog";
import { useDraft } from "@/lib/use-draft";
import { useDeed, type Deed } from "../api/admin";

interface DeedWords {
  title: (name: string) => string;
  text: string;
  help: string;
  send: string;
  done: (name: string) => string;
}

const words: Record<Deed, DeedWords> = {
  suspend: {
    title: (name) => `Suspend ${name}?`,
    text: "Nobody works in it, nothing is booked and nobody is called. Calls that are up go on to their end, and nothing is deleted.",
    help: "Its people are told this.",
    send: "Suspend it",
    done: (name) => `${name} is suspended.`,
  },
  resume: {
    title: (name) => `Let ${name} work again?`,
    text: "Its people can work in it at once, and what waits is called.",
    help: "It is kept in its trail of changes.",
    send: "Let it work",
    done: (name) => `${name} works again.`,
  },
  enter: {
    title: (name) => `Look into ${name}?`,
    text: "For an hour you see what a viewer sees there. Its people find it in their trail of changes.",
    help: "They read this.",
    send: "Look into it",
    done: () => "",
  },
};

interface Props {
  deed: Deed;
  organisation: AdminOrganisation;
  onClose: () => void;
}

/** Asks for the reason, then does it. */
export function ReasonDialog({ deed, organisation, onClose }: Props) {
  const act = useDeed(deed);
  const { title, text, help, send, done } = words[deed];
  const draft = useDraft({
    prefix: "reason",
    initial: { reason: "" },
    check: ({ reason }) => (reason.trim().length < 3 ? { reason: "Say why, in a few words." } : {}),
    error: act.error,
  });
  const go = ({ reason }: { reason: string }) =>
    act.mutate(
      { id: organisation.id, reason: reason.trim() },
      {
        onSuccess: () => {
          // What is on the screen belongs to another organisation from now on: the page begins anew.
          if (deed === "enter") {
            window.location.assign("/console");
            return;
          }
          toast.success(done(organisation.name));
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title={title(organisation.name)}
      description={text}
      focus="reason-reason"
      error={act.error}
      pending={act.isPending}
      keep="Leave it"
      send={send}
      look={deed === "suspend" ? "harm" : "primary"}
      onClose={onClose}
      onSend={() => draft.submit(go)}
    >
      <DraftText draft={draft} field="reason" label="Reason" help={help} maxLength={300} />
    </FormDialog>
  );
}
