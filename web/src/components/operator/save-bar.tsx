import { Button } from "@/components/ui/button";
import { UnsavedGuard } from "@/components/ui/unsaved-guard";

interface Props {
  dirty: boolean;
  pending: boolean;
  what: string;
  onReset: () => void;
  onSave: () => void;
}

/** Stays in sight while something is not saved yet, and asks before it is lost. */
export function SaveBar({ dirty, pending, what, onReset, onSave }: Props) {
  return (
    <>
      <UnsavedGuard dirty={dirty && !pending} what={what} />
      {dirty && (
        <div className="appear sticky bottom-4 z-20 mt-6 flex flex-wrap items-center justify-end gap-3 rounded-2xl border border-line bg-raised px-5 py-3 shadow-card">
          <p className="mr-auto text-sm text-soft" role="status">
            Not saved yet
          </p>
          <Button size="sm" onClick={onReset}>
            Undo all
          </Button>
          <Button look="primary" size="sm" pending={pending} onClick={onSave}>
            Save
          </Button>
        </div>
      )}
    </>
  );
}
