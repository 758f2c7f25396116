import { toast } from "sonner";
import { asProblem, sentence } from "@/api";
import { Confirm } from "@/components/ui/dialog";
import { useCancelBooking } from "@/lib/operator";

export function CancelDialog({ id, name, onOpenChange }: { id: string; name: string; onOpenChange: (open: boolean) => void }) {
  const cancel = useCancelBooking();
  return (
    <Confirm
      open
      onOpenChange={onOpenChange}
      title={`Cancel the call of ${name}?`}
      confirm="Cancel the call"
      keep="Keep it"
      pending={cancel.isPending}
      onConfirm={() =>
        cancel.mutate(id, {
          onSuccess: () => {
            onOpenChange(false);
            toast.success(`The call of ${name} is cancelled.`);
          },
          onError: (error) => {
            onOpenChange(false);
            toast.error(sentence(asProblem(error)));
          },
        })
      }
    >
      {name} leaves the queue and will not be called; the waiting page says so at once. What was paid is refunded. This cannot be
      undone.
    </Confirm>
  );
}
