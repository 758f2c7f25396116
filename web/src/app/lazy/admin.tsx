import { useSearch } from "@tanstack/react-router";
import { AdminPage } from "@/features/admin/pages/admin-page";

export function AdminRoute() {
  return <AdminPage search={useSearch({ from: "/console/admin" })} />;
}
