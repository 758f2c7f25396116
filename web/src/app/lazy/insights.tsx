import { useSearch } from "@tanstack/react-router";
import { InsightsPage } from "@/features/insights/pages/insights-page";

export function InsightsRoute() {
  return <InsightsPage search={useSearch({ from: "/console/insights" })} />;
}
