import { useState } from "react";
import { toast } from "sonner";
import { asProblem, type Payment } from "@/api";
import { Button } from "@/components/ui/button";
import { Chips } from "@/components/ui/chips";
import { Dialog } from "@/components/ui/dialog";
import { described, Field, Input, Textarea } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { money } from "@/lib/format";
import { fromMinor, toMinor } from "@/lib/money-input";
import { useRefund } from "../api/queries";
import { refundable } from "../words";

interface Props {
  id: string;
  name: string;
  payment: Payment;
  onClose: () => void;
}

export function RefundDialog({ id, name, payment, onClose }: Props) {
  const left = refundable(payment);
  const refund = useRefund(id);
  const [how, setHow] = useState<"all" | "part">("all");
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);

  const minor = how === "all" ? left : toMinor(typed, payment.currency);
  const wrongAmount =
    minor === null
      ? `Enter an amount such as ${fromMinor(Math.max(1, Math.floor(left / 2)), payment.currency)}.`
      : minor <= 0
        ? "Enter more than nothing."
        : minor > left
          ? `At most ${money(left, payment.currency)} is left to give back.`
          : undefined;
  const wrongReason = reason.trim() === "" ? "Say why, in a few words; it is kept with the booking." : undefined;
  const problem = refund.error ? asProblem(refund.error) : null;
  const by = payment.method === "crypto";

  const send = () => {
    setTried(true);
    if (minor === null || wrongAmount || wrongReason) {
      document.getElementById(wrongAmount ? "refund-amount" : "refund-reason")?.focus();
      return;
    }
    refund.mutate(
      { ...(how === "part" ? { minor } : {}), reason: reason.trim() },
      {
        onSuccess: () => {
          toast.success(
            by
              ? `The refund of ${money(minor, payment.currency)} is noted. Send it by hand, then mark it as sent.`
              : `${money(minor, payment.currency)} goes back to ${name}.`,
          );
          onClose();
        },
      },
    );
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Give money back"
      description={
        by
          ? "This was paid in crypto. Nothing can be sent back by itself: the refund is noted here, and somebody sends it by hand."
          : `To the card that ${name} paid with. Banks take up to ten days to show it. It cannot be called back.`
      }
      focus="refund-reason"
    >
      <form
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!refund.isPending) send();
        }}
      >
        {problem && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        <Chips
          label="How much"
          value={how}
          onChange={setHow}
          chips={[
            { value: "all", label: `All that is left, ${money(left, payment.currency)}` },
            { value: "part", label: "A part" },
          ]}
        />
        {how === "part" && (
          <Field
            id="refund-amount"
            label={`Amount in ${payment.currency}`}
            help={`${money(left, payment.currency)} is left of ${money(payment.amountMinor, payment.currency)}.`}
            error={tried ? wrongAmount : undefined}
          >
            <Input
              {...described("refund-amount", tried ? wrongAmount : undefined)}
              inputMode="decimal"
              className="figures"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </Field>
        )}
        <Field id="refund-reason" label="Reason" help="The caller can read it with the refund." error={tried ? wrongReason : undefined}>
          <Textarea
            {...described("refund-reason", tried ? wrongReason : undefined)}
            className="min-h-20!"
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Field>
        <div className="flex justify-end gap-3">
          <Button onClick={onClose}>Keep the money</Button>
          <Button type="submit" look="harm" pending={refund.isPending}>
            {minor !== null && !wrongAmount ? `Give ${money(minor, payment.currency)} back` : "Give it back"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
