import { useSearch } from "@tanstack/react-router";
import { WebhooksPage } from "@/features/health/pages/webhooks-page";

export function WebhooksRoute() {
  return <WebhooksPage search={useSearch({ from: "/console/webhooks" })} />;
}
