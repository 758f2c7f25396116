import { useSearch } from "@tanstack/react-router";
import { AuditPage } from "@/features/team/pages/audit-page";

export function AuditRoute() {
  return <AuditPage search={useSearch({ from: "/console/team/audit" })} />;
}
