import { useQuery } from "@tanstack/react-query";
import { toast } from "sonner";
import { asProblem, type AgentDetail } from "@/api";
import { Button } from "@/components/ui/button";
import { DraftInput } from "@/components/ui/draft-field";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import { Skeleton } from "@/components/ui/skeleton";
import { useDraft } from "@/lib/use-draft";
import { differenceQuery, usePublish } from "../api/agents";
import { fieldWords } from "../words";
import { Differences } from "./differences";

/** Shows what changes for callers, asks why, and publishes. */
export function PublishSheet({ agent, onClose }: { agent: AgentDetail; onClose: () => void }) {
  const publish = usePublish(agent);
  const draft = useDraft({ prefix: "publish", initial: { note: "" }, check: () => ({}), error: publish.error });
  const problem = publish.error ? asProblem(publish.error) : null;
  return (
    <Sheet
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={`Publish ${agent.name}`}
      description="From the next call on. Calls that are up go on as they began."
      footer={
        <>
          <Button onClick={onClose}>Not yet</Button>
          <Button look="primary" type="submit" form="publish-form" pending={publish.isPending}>
            Publish
          </Button>
        </>
      }
    >
      <form
        id="publish-form"
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (publish.isPending) return;
          draft.submit(({ note }) =>
            publish.mutate(note.trim(), {
              onSuccess: ({ published }) => {
                toast.success(`${agent.name} speaks version ${published?.number ?? ""} now.`);
                onClose();
              },
            }),
          );
        }}
      >
        {problem && (
          <Notice tone="harm" title={problem.detail}>
            {problem.errors.map((entry) => `${fieldWords(entry.field)}: ${entry.message}.`).join(" ") || problem.remedy}
          </Notice>
        )}
        <DraftInput draft={draft} field="note" label="What is new" help="For whoever looks at the versions later. May be empty." maxLength={300} autoComplete="off" />
        {agent.published && <Changes agent={agent} published={agent.published.number} />}
      </form>
    </Sheet>
  );
}

function Changes({ agent, published }: { agent: AgentDetail; published: number }) {
  const { data } = useQuery(differenceQuery(agent.id, published, agent.draft.script));
  return (
    <section aria-label="What changes">
      <h3 className="mb-2 text-sm font-semibold">What changes for callers</h3>
      {data ? <Differences fields={data.items} /> : <Skeleton className="h-32" />}
    </section>
  );
}
