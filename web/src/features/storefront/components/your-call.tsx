import { CalendarCheck, MessageCircle, PhoneIncoming } from "lucide-react";
import type { ReactNode } from "react";
import type { Storefront } from "@/api";
import { duration, money } from "@/lib/format";
import { AvailabilityLine } from "./availability-line";

/** What is being booked and what happens then, beside the form. */
export function YourCall({ storefront, org, plan }: { storefront: Storefront; org: string; plan: string }) {
  const chosen = storefront.plans.find((entry) => entry.code === plan);
  return (
    <section aria-label="Your call" className="hidden lg:block lg:pt-2">
      <div className="rounded-panel border border-line bg-surface p-6 shadow-card lg:sticky lg:top-28">
        {chosen && (
          <div className="border-b border-line pb-5">
            <p className="flex items-baseline justify-between gap-4">
              <span className="display text-2xl">{chosen.name}</span>
              <span className="figures text-lg font-semibold">
                {chosen.free ? "Free" : money(chosen.priceMinor, chosen.currency)}
              </span>
            </p>
            <p className="mt-1 text-sm text-soft">up to {duration(chosen.durationSeconds)}</p>
            <AvailabilityLine org={org} plan={plan} className="mt-4" />
          </div>
        )}
        <ol className="mt-5 space-y-5">
          <Step mark={<CalendarCheck aria-hidden />} title="You book">
            {chosen?.free ? "Nothing to pay for this plan." : "You pay once, for this one call."}
          </Step>
          <Step mark={<PhoneIncoming aria-hidden />} title="Your phone rings">
            A page shows your place in the queue, live, until it does.
          </Step>
          <Step mark={<MessageCircle aria-hidden />} title="You talk">
            Until you hang up, or the time you chose is over.
          </Step>
        </ol>
      </div>
    </section>
  );
}

function Step({ mark, title, children }: { mark: ReactNode; title: string; children: ReactNode }) {
  return (
    <li className="flex gap-3.5">
      <span className="flex size-9 shrink-0 items-center justify-center rounded-full bg-accent-soft text-accent-text [&_svg]:size-[1.125rem]">
        {mark}
      </span>
      <span className="text-sm leading-6">
        <span className="block font-semibold">{title}</span>
        <span className="text-soft">{children}</span>
      </span>
    </li>
  );
}
