import { useSearch } from "@tanstack/react-router";
import { BookingsPage } from "@/features/console/pages/bookings-page";

export function BookingsRoute() {
  const { state } = useSearch({ from: "/console/bookings" });
  return <BookingsPage state={state} />;
}
