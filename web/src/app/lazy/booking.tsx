import { useParams } from "@tanstack/react-router";
import { BookingPage } from "@/features/bookings/pages/booking-page";

export function BookingRoute() {
  const { id } = useParams({ from: "/console/bookings/$id" });
  return <BookingPage key={id} id={id} />;
}
