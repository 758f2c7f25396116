import { useParams, useSearch } from "@tanstack/react-router";
import { EndpointPage } from "@/features/developers/pages/endpoint-page";
import { ReferencePage } from "@/features/developers/pages/reference-page";

export function EndpointRoute() {
  const { id } = useParams({ from: "/console/developers/endpoints/$id" });
  return <EndpointPage key={id} id={id} search={useSearch({ from: "/console/developers/endpoints/$id" })} />;
}

export function ReferenceRoute() {
  return <ReferencePage search={useSearch({ from: "/console/developers/reference" })} />;
}
