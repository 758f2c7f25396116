import { useSearch } from "@tanstack/react-router";
import { LinesPage } from "@/features/lines/pages/lines-page";

export function LinesRoute() {
  return <LinesPage search={useSearch({ from: "/console/lines" })} />;
}
