import { useState } from "react";
import { toast } from "sonner";
import { asProblem, type Refund } from "@/api";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { described, Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { money } from "@/lib/format";
import { useRefundGiven } from "../api/queries";

interface Props {
  id: string;
  refund: Refund;
  currency: string;
  onClose: () => void;
}

/** A refund of a crypto payment that somebody has sent by hand. */
export function GivenDialog({ id, refund, currency, onClose }: Props) {
  const given = useRefundGiven(id);
  const [reference, setReference] = useState("");
  const [tried, setTried] = useState(false);
  const wrong = reference.trim() === "" ? "Enter the hash of the transaction, or your own reference." : undefined;
  const problem = given.error ? asProblem(given.error) : null;
  const error = tried ? wrong : undefined;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Mark as sent"
      description={`Only when ${money(refund.minor, currency)} really left your wallet. The waiting page then tells the caller that the money is on its way.`}
      focus="given-reference"
    >
      <form
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (wrong) {
            document.getElementById("given-reference")?.focus();
            return;
          }
          if (given.isPending) return;
          given.mutate(
            { refundId: refund.id, reference: reference.trim() },
            {
              onSuccess: () => {
                toast.success("The refund is marked as sent.");
                onClose();
              },
            },
          );
        }}
      >
        {problem && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        <Field id="given-reference" label="Reference" help="The hash of the transaction, for example." error={error}>
          <Input
            {...described("given-reference", error)}
            maxLength={200}
            autoComplete="off"
            value={reference}
            onChange={(event) => setReference(event.target.value)}
          />
        </Field>
        <div className="flex justify-end gap-3">
          <Button onClick={onClose}>Not yet</Button>
          <Button type="submit" look="primary" pending={given.isPending}>
            It was sent
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
