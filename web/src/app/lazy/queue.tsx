import { useSearch } from "@tanstack/react-router";
import { QueuePage } from "@/features/queue/pages/queue-page";

export function QueueRoute() {
  return <QueuePage search={useSearch({ from: "/console/queue" })} />;
}
