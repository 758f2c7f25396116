import { useParams } from "@tanstack/react-router";
import { WaitingPage } from "@/features/booking/pages/waiting-page";

export function WaitingRoute() {
  const { id } = useParams({ from: "/booking/$id" });
  return <WaitingPage key={id} id={id} />;
}
