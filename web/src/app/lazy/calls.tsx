import { useParams, useSearch } from "@tanstack/react-router";
import { CallPage } from "@/features/calls/pages/call-page";
import { CallsPage } from "@/features/calls/pages/calls-page";

export function CallsRoute() {
  return <CallsPage search={useSearch({ from: "/console/calls" })} />;
}

export function CallRoute() {
  const { id } = useParams({ from: "/console/calls/$id" });
  return <CallPage key={id} id={id} />;
}
