import { useSearch } from "@tanstack/react-router";
import { JobsPage } from "@/features/health/pages/jobs-page";

export function JobsRoute() {
  return <JobsPage search={useSearch({ from: "/console/jobs" })} />;
}
