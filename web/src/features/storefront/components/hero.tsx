import type { Content } from "@/api";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";
import { Bell } from "./art/bell";
import { Handset } from "./art/handset";
import { Parcel } from "./art/parcel";
import { AvailabilityLine } from "./availability-line";

const arts = { hotline: Bell, gift: Parcel, clinic: Handset, plain: null };

interface Props {
  content: Content;
  org: string;
  plan: string;
}

/** What this is, in a sentence, and the one thing to do. */
export function Hero({ content, org, plan }: Props) {
  const Art = arts[content.theme.look];
  return (
    <section
      aria-labelledby="headline"
      className={cn(
        "shell grid max-w-6xl items-center gap-x-12 gap-y-8 pt-10 pb-16 md:pt-16 md:pb-24",
        Art && "lg:grid-cols-[1.12fr_1fr]",
      )}
    >
      <div>
        <h1 id="headline" className={cn("display text-[clamp(2.625rem,6.6vw,4.75rem)] wrap-break-word", !Art && "max-w-4xl")}>
          {content.headline} {content.headlineAccent && <span className="text-accent-text">{content.headlineAccent}</span>}
        </h1>
        {content.lead && <p className="mt-6 max-w-xl text-lg leading-8 text-soft">{content.lead}</p>}
        <div className="mt-8 flex flex-wrap items-center gap-3">
          <Button asChild look="primary" size="lg">
            <a href="#book">Book a call</a>
          </Button>
          <Button asChild look="ghost" size="lg">
            <a href="#plans">See the plans</a>
          </Button>
        </div>
        <AvailabilityLine org={org} plan={plan} className="mt-6" />
      </div>
      {Art && <Art className="mx-auto w-full max-w-[17rem] sm:max-w-[19rem] lg:max-w-[29rem]" />}
    </section>
  );
}
