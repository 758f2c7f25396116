// Not lazy as the other pages are: most who come, come here, and wait for nothing twice.
import { useParams } from "@tanstack/react-router";
import { StorefrontPage } from "@/features/storefront/pages/storefront-page";
import { LostPage } from "./pages";

export function FirstStorefront() {
  return <StorefrontPage org="" lost={<LostPage />} />;
}

export function NamedStorefront() {
  const { slug } = useParams({ from: "/s/$slug" });
  return <StorefrontPage key={slug} org={slug} lost={<LostPage />} />;
}
