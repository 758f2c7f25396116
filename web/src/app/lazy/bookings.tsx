import { useSearch } from "@tanstack/react-router";
import { BookingsPage } from "@/features/bookings/pages/bookings-page";

export function BookingsRoute() {
  return <BookingsPage search={useSearch({ from: "/console/bookings" })} />;
}
