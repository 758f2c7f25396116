import { useState } from "react";
import { toast } from "sonner";
import { asProblem } from "@/api";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { described, Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { usePriority } from "../api/queries";

export function PriorityDialog({ id, name, current, onClose }: { id: string; name: string; current: number | null; onClose: () => void }) {
  const change = usePriority(id);
  const [typed, setTyped] = useState(current === null ? "" : String(current));
  const [tried, setTried] = useState(false);
  const value = /^[+-]?\d{1,3}$/.test(typed.trim()) ? Number(typed) : null;
  const wrong = value === null || Math.abs(value) > 100 ? "Enter a whole number from -100 to 100." : undefined;
  const error = tried ? wrong : undefined;
  const problem = change.error ? asProblem(change.error) : null;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Change the priority"
      description={`Higher is called first; those with the same priority in the order in which they are due. It takes effect at once for ${name}.`}
      focus="priority"
    >
      <form
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (wrong || value === null) {
            document.getElementById("priority")?.focus();
            return;
          }
          if (change.isPending) return;
          change.mutate(value, {
            onSuccess: () => {
              toast.success(`The priority of ${name} is ${value}.`);
              onClose();
            },
          });
        }}
      >
        {problem && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        <Field id="priority" label="Priority" help="0 is the usual; a plan may give more." error={error}>
          <Input
            {...described("priority", error)}
            inputMode="numeric"
            className="figures w-32!"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
        <div className="flex justify-end gap-3">
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" look="primary" pending={change.isPending}>
            Set the priority
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
