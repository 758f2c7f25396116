import { useSearch } from "@tanstack/react-router";
import { DashboardPage } from "@/features/dashboard/pages/dashboard-page";

export function DashboardRoute() {
  return <DashboardPage search={useSearch({ from: "/console/dashboard" })} />;
}
