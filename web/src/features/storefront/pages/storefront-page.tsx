import { useQuery } from "@tanstack/react-query";
import { CalendarCheck, MessageCircle, PhoneIncoming } from "lucide-react";
import { lazy, Suspense, useState, type ReactNode } from "react";
import type { Storefront } from "@/api";
import { BellMark } from "@/components/ui/brand";
import { Button } from "@/components/ui/button";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { ThemeToggle } from "@/components/ui/theme-toggle";
import { duration, money } from "@/lib/format";
import { storefrontQuery } from "@/lib/storefront";
import { useTitle } from "@/lib/use-title";
import { AvailabilityLine } from "../components/availability-line";
import { HeroBell } from "../components/hero-bell";
import { PlanCards, PlanSkeletons } from "../components/plan-cards";
import { Questions } from "../components/questions";

// The form brings its checks and the world's numbering plans with it; the words above it do not wait for them.
const BookingForm = lazy(() => import("../components/booking-form").then((module) => ({ default: module.BookingForm })));

const initialPlan = (storefront: Storefront): string =>
  (storefront.plans.find((plan) => !plan.free) ?? storefront.plans[0])?.code ?? "";

export function StorefrontPage() {
  const { data, error, refetch } = useQuery(storefrontQuery);
  const [picked, setPicked] = useState("");
  const plan = picked || (data ? initialPlan(data) : "");
  const name = data?.organisation.name ?? "";
  useTitle(name ? `${name} · Book a call` : "Book a call");

  const choose = (code: string) => {
    setPicked(code);
    document.getElementById("book")?.scrollIntoView();
    document.getElementById("name")?.focus({ preventScroll: true });
  };

  return (
    <div className="flex min-h-dvh flex-col">
      <header className="sticky top-0 z-30 border-b border-transparent bg-page/95 backdrop-blur-md">
        {data?.sandbox && (
          <p className="bg-accent-soft px-5 py-1.5 text-center text-[0.8125rem] font-medium text-accent-text">
            Test mode: no real calls, no real money.
          </p>
        )}
        <div className="shell flex h-16 max-w-6xl items-center justify-between gap-4">
          <a href="/" className="flex min-w-0 items-center gap-3 font-semibold">
            <BellMark />
            <span className="truncate">{name || <Skeleton className="h-4 w-28" />}</span>
          </a>
          <nav aria-label="Page" className="flex items-center gap-1">
            <a href="#plans" className="hidden rounded-lg px-3 py-2 text-sm font-medium text-soft hover:text-text sm:block">
              Plans
            </a>
            <a href="#questions" className="hidden rounded-lg px-3 py-2 text-sm font-medium text-soft hover:text-text sm:block">
              Questions
            </a>
            <ThemeToggle />
            <Button asChild look="primary" size="sm" className="ml-1">
              <a href="#book">Book a call</a>
            </Button>
          </nav>
        </div>
      </header>

      <main id="main" tabIndex={-1} className="grow outline-none">
        <section className="shell grid max-w-6xl items-center gap-x-12 gap-y-6 pt-10 pb-16 md:pt-16 md:pb-24 lg:grid-cols-[1.1fr_1fr]">
          <div>
            <h1 className="display text-[clamp(2.75rem,7.2vw,5rem)]">
              Leave your number. <span className="text-accent-text">We’ll ring you.</span>
            </h1>
            <p className="mt-6 max-w-xl text-lg leading-8 text-soft">
              Choose how long to talk and say what it is about. An AI voice from {name || "us"} calls the number you give.
              No app, no account: just a phone that rings.
            </p>
            <div className="mt-8 flex flex-wrap items-center gap-3">
              <Button asChild look="primary" size="lg">
                <a href="#book">Book a call</a>
              </Button>
              <Button asChild look="ghost" size="lg">
                <a href="#plans">See the plans</a>
              </Button>
            </div>
            <AvailabilityLine plan={plan} className="mt-6" />
          </div>
          <HeroBell className="mx-auto w-full max-w-[19rem] lg:max-w-[30rem]" />
        </section>

        {error ? (
          <div className="shell max-w-2xl pb-24">
            <ProblemNotice error={error} onRetry={() => void refetch()} />
          </div>
        ) : (
          <>
            <section id="plans" aria-labelledby="plans-title" className="border-y border-line bg-sunken py-16 md:py-24">
              <div className="shell max-w-6xl">
                <h2 id="plans-title" className="display text-4xl md:text-5xl">
                  How long shall we talk?
                </h2>
                <p className="mt-4 mb-10 max-w-xl text-soft">One price for one call. No subscription.</p>
                {!data ? (
                  <PlanSkeletons />
                ) : data.plans.length === 0 ? (
                  <Notice title="No plan is on offer at the moment.">Please look in again later.</Notice>
                ) : (
                  <PlanCards plans={data.plans} chosen={plan} onChoose={choose} />
                )}
              </div>
            </section>

            {data && data.plans.length > 0 && (
              <section id="book" aria-labelledby="book-title" className="shell max-w-6xl scroll-mt-8 py-16 md:py-24">
                <div className="grid gap-x-16 gap-y-10 lg:grid-cols-[1fr_21rem]">
                  <div>
                    <h2 id="book-title" className="display text-4xl md:text-5xl">
                      Book your call
                    </h2>
                    <p className="mt-4 mb-8 text-soft">Two minutes, and then your phone does the rest.</p>
                    <Suspense fallback={<Skeleton className="h-[52rem] rounded-2xl" />}>
                      <BookingForm storefront={data} plan={plan} onPlan={setPicked} />
                    </Suspense>
                  </div>
                  <Aside storefront={data} plan={plan} />
                </div>
              </section>
            )}

            {data && (
              <section id="questions" aria-labelledby="questions-title" className="shell max-w-6xl pb-24">
                <div className="grid gap-x-16 gap-y-8 lg:grid-cols-[21rem_1fr]">
                  <h2 id="questions-title" className="display text-4xl">
                    Good to know
                  </h2>
                  <Questions storefront={data} />
                </div>
              </section>
            )}
          </>
        )}
      </main>

      <footer className="border-t border-line">
        <div className="shell flex max-w-6xl flex-wrap items-center justify-between gap-x-6 gap-y-2 py-8 text-sm text-faint">
          <p>{name}</p>
          <p className="flex gap-5">
            <a href="/login" className="hover:text-text">
              Operator sign-in
            </a>
            <span>Calls by Ringwright</span>
          </p>
        </div>
      </footer>
    </div>
  );
}

function Aside({ storefront, plan }: { storefront: Storefront; plan: string }) {
  const chosen = storefront.plans.find((entry) => entry.code === plan);
  return (
    <section aria-label="Your call" className="lg:pt-2">
      <div className="rounded-2xl border border-line bg-surface p-6 shadow-card lg:sticky lg:top-28">
        {chosen && (
          <div className="border-b border-line pb-5">
            <p className="eyebrow">Your call</p>
            <p className="mt-3 flex items-baseline justify-between gap-4">
              <span className="display text-2xl">{chosen.name}</span>
              <span className="figures text-lg font-semibold">
                {chosen.free ? "Free" : money(chosen.priceMinor, chosen.currency)}
              </span>
            </p>
            <p className="mt-1 text-sm text-soft">up to {duration(chosen.durationSeconds)}</p>
            <AvailabilityLine plan={plan} className="mt-4" />
          </div>
        )}
        <ol className="mt-5 space-y-5">
          <Step mark={<CalendarCheck aria-hidden />} title="You book">
            {chosen?.free ? "Nothing to pay for this plan." : "You pay by card on the next page."}
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
