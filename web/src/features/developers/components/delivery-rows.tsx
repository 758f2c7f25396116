import { Badge } from "@/components/ui/badge";
import { bodyRow, cell, headRow, Table, Th } from "@/components/ui/table";
import { cn } from "@/lib/cn";
import { moment } from "@/lib/format";
import type { Delivery } from "../api/endpoints";
import { answerWords, deliveryWords } from "../words";

export function DeliveryRows({ deliveries, onOpen }: { deliveries: Delivery[]; onOpen: (delivery: Delivery) => void }) {
  return (
    <Table label="Messages">
      <thead className={headRow}>
        <tr>
          <Th>What</Th>
          <Th>State</Th>
          <Th>Answer</Th>
          <Th className="text-right">Tries</Th>
          <Th className="text-right">Next</Th>
          <Th className="text-right">Made</Th>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((delivery) => {
          const state = deliveryWords(delivery);
          return (
            <tr key={delivery.id} className={cn(bodyRow, "appear max-md:grid max-md:grid-cols-[1fr_auto] max-md:gap-x-3 max-md:px-5 max-md:py-2.5")}>
              <th scope="row" className={cn(cell, "min-w-0 text-left font-normal max-md:p-0!")}>
                <button
                  type="button"
                  onClick={() => onOpen(delivery)}
                  className="block max-w-full truncate rounded text-left font-mono text-[0.8125rem] after:absolute after:inset-0 after:content-['']"
                >
                  {delivery.kind}
                </button>
              </th>
              <td className={cn(cell, "max-md:p-0!")}>
                <Badge tone={state.tone}>{state.label}</Badge>
              </td>
              <td className={cn(cell, "figures max-w-72 truncate text-soft max-md:p-0! max-md:text-[0.8125rem]")} title={delivery.lastError ?? undefined}>
                {answerWords(delivery)}
              </td>
              <td className={cn(cell, "figures text-right text-soft max-md:hidden")}>{delivery.tries}</td>
              <td className={cn(cell, "figures text-right whitespace-nowrap text-soft max-md:hidden")}>
                {delivery.nextAt ? moment(delivery.nextAt) : "–"}
              </td>
              <td className={cn(cell, "figures text-right whitespace-nowrap text-soft max-md:p-0! max-md:text-[0.8125rem]")}>{moment(delivery.createdAt)}</td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
