import { RotateCcw } from "lucide-react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { Fact } from "@/components/ui/panel";
import { Sheet } from "@/components/ui/sheet";
import { moment } from "@/lib/format";
import { readable } from "@/lib/json";
import { sayProblem } from "@/lib/operator";
import { useMay } from "@/lib/roles";
import { useReplayDelivery, type Delivery } from "../api/endpoints";
import { answerWords, deliveryWords } from "../words";

/** One message: how its tries went, and what it says. */
export function DeliverySheet({ delivery, onClose }: { delivery: Delivery; onClose: () => void }) {
  const replay = useReplayDelivery();
  const maySetUp = useMay("webhooks.write");
  const state = deliveryWords(delivery);
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      wide
      title={<span className="font-mono text-lg">{delivery.kind}</span>}
      description={delivery.eventSeq == null ? "A test message" : `Event ${delivery.eventSeq}`}
      footer={
        maySetUp && (
          <>
            <p className="mr-auto self-center text-[0.8125rem] text-faint">It keeps its id, so that the receiver can tell it twice.</p>
            <Button
              pending={replay.isPending}
              onClick={() => replay.mutate(delivery.id, { onSuccess: () => toast.success("The message is sent again."), onError: sayProblem })}
            >
              {!replay.isPending && <RotateCcw aria-hidden />}
              Send again
            </Button>
          </>
        )
      }
    >
      <dl>
        <Fact name="State">
          <Badge tone={state.tone}>{state.label}</Badge>
        </Fact>
        <Fact name="Last answer">{answerWords(delivery)}</Fact>
        <Fact name="Tries">
          <span className="figures">{delivery.tries}</span>
          {delivery.nextAt && <span className="text-soft">, the next {moment(delivery.nextAt)}</span>}
        </Fact>
        <Fact name="Made">{moment(delivery.createdAt)}</Fact>
        <Fact name="Changed">{moment(delivery.updatedAt)}</Fact>
        <Fact name="Id">
          <span className="flex items-center gap-1">
            <span className="font-mono text-xs">{delivery.id}</span>
            <CopyButton text={delivery.id} label="Copy the id" className="-my-1.5" />
          </span>
        </Fact>
      </dl>
      <h3 className="mt-5 mb-2 text-sm font-semibold">Body</h3>
      <CodeBlock label="Body of the message" text={readable(delivery.body)} />
    </Sheet>
  );
}
