import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState, type ReactNode } from "react";
import { ApiProblem, type Storefront } from "@/api";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { pagePath, storefrontQuery } from "@/lib/storefront";
import { useLook } from "@/lib/theme";
import { useDrawn } from "@/lib/use-drawn";
import { useIdle } from "@/lib/use-idle";
import { useTitle } from "@/lib/use-title";
import { Footer } from "../components/footer";
import { FormSkeleton } from "../components/form-skeleton";
import { Hero } from "../components/hero";
import { Navbar, type Section } from "../components/navbar";
import { PlanCards, PlanSkeletons } from "../components/plan-cards";
import { Questions } from "../components/questions";
import { Steps } from "../components/steps";
import { Testimonials } from "../components/testimonials";
import { YourCall } from "../components/your-call";
import { count } from "../visits";

// The form brings its checks and the world's numbering plans with it; the words above it do not wait for them.
const BookingForm = lazy(() => import("../components/booking-form").then((module) => ({ default: module.BookingForm })));

const initialPlan = (storefront: Storefront): string =>
  (storefront.plans.find((plan) => plan.badge !== "" && !plan.free) ?? storefront.plans.find((plan) => !plan.free) ?? storefront.plans[0])
    ?.code ?? "";

function sectionsOf({ content, plans }: Storefront): Section[] {
  return [
    ...(content.steps.length > 0 ? [{ href: "#how", label: "How it works" }] : []),
    ...(plans.length > 0 ? [{ href: "#plans", label: "Plans" }] : []),
    ...(content.testimonials.length > 0 ? [{ href: "#voices", label: "What people say" }] : []),
    ...(content.questions.length > 0 ? [{ href: "#questions", label: "Questions" }] : []),
  ];
}

interface PageProps {
  /** The slug; empty for the installation's first organisation. */
  org: string;
  /** What is shown when there is no such organisation. */
  lost: ReactNode;
}

/** The page of an organisation. */
export function StorefrontPage({ org, lost }: PageProps) {
  const { data, error, refetch } = useQuery(storefrontQuery(org));
  const [picked, setPicked] = useState("");
  const plan = data?.plans.some((entry) => entry.code === picked) ? picked : data ? initialPlan(data) : "";
  const name = data?.organisation.name ?? "";
  useTitle(data ? data.content.seo.title : "Book a call");
  useLook(data?.content.theme);

  const known = data !== undefined;
  useEffect(() => {
    if (known) count(org, "visit");
  }, [known, org]);

  if (error instanceof ApiProblem && error.code === "organisation_not_found") {
    return lost;
  }

  const choose = (code: string) => {
    setPicked(code);
    document.getElementById("book")?.scrollIntoView();
    document.getElementById("name")?.focus({ preventScroll: true });
  };

  return (
    <div className="flex min-h-dvh flex-col">
      <Navbar name={name} home={pagePath(org)} sandbox={data?.sandbox === true} sections={data ? sectionsOf(data) : []} />
      <main id="main" tabIndex={-1} className="grow outline-none">
        {data ? (
          <Sections storefront={data} org={org} plan={plan} onPick={setPicked} onChoose={choose} />
        ) : error ? (
          <div className="shell max-w-2xl py-24">
            <h1 className="display mb-8 text-4xl">This page did not come through</h1>
            <ProblemNotice error={error} onRetry={() => void refetch()} />
          </div>
        ) : (
          <Waiting />
        )}
      </main>
      <Footer name={name} content={data?.content} />
    </div>
  );
}

interface SectionsProps {
  storefront: Storefront;
  org: string;
  plan: string;
  onPick: (code: string) => void;
  onChoose: (code: string) => void;
}

function Sections(props: SectionsProps) {
  const drawn = useDrawn();
  return (
    <>
      <Hero content={props.storefront.content} org={props.org} plan={props.plan} />
      {drawn ? <BelowHero {...props} /> : <div className="min-h-dvh" />}
    </>
  );
}

function BelowHero({ storefront, org, plan, onPick, onChoose }: SectionsProps) {
  const { content, plans } = storefront;
  const idle = useIdle();
  return (
    <>
      {content.steps.length > 0 && <Steps steps={content.steps} />}
      <section id="plans" aria-labelledby="plans-title" className="border-y border-line bg-sunken py-16 md:py-24">
        <div className="shell max-w-6xl">
          <h2 id="plans-title" className="display text-4xl md:text-5xl">
            How long shall we talk?
          </h2>
          <p className="mt-4 mb-10 max-w-xl text-soft">One price for one call. No subscription.</p>
          {!storefront.takesBookings ? (
            <Notice title="No calls can be booked at the moment.">Please look in again later.</Notice>
          ) : plans.length === 0 ? (
            <Notice title="No plan is on offer at the moment.">Please look in again later.</Notice>
          ) : (
            <PlanCards plans={plans} chosen={plan} onChoose={onChoose} />
          )}
        </div>
      </section>
      {storefront.takesBookings && plans.length > 0 && (
        <section id="book" aria-labelledby="book-title" className="shell max-w-6xl scroll-mt-4 py-16 md:py-24">
          <div className="grid gap-x-16 gap-y-10 lg:grid-cols-[1fr_21rem]">
            <div>
              <h2 id="book-title" className="display text-4xl md:text-5xl">
                Book your call
              </h2>
              <p className="mt-4 mb-10 text-soft">Two minutes, and then your phone does the rest.</p>
              {idle ? (
                <Suspense fallback={<FormSkeleton storefront={storefront} plan={plan} />}>
                  <BookingForm key={org} storefront={storefront} org={org} plan={plan} onPlan={onPick} />
                </Suspense>
              ) : (
                <FormSkeleton storefront={storefront} plan={plan} />
              )}
            </div>
            <YourCall storefront={storefront} org={org} plan={plan} />
          </div>
        </section>
      )}
      {content.testimonials.length > 0 && <Testimonials quotes={content.testimonials} />}
      {content.questions.length > 0 && <Questions content={content} />}
    </>
  );
}

function Waiting() {
  return (
    <div role="status" aria-label="Loading the page" className="shell max-w-6xl pt-10 pb-24 md:pt-16">
      <div className="grid items-center gap-12 lg:grid-cols-[1.12fr_1fr]">
        <div>
          <Skeleton className="h-14 w-11/12" />
          <Skeleton className="mt-4 h-14 w-2/3" />
          <Skeleton className="mt-8 h-5 w-full max-w-xl" />
          <Skeleton className="mt-3 h-5 w-3/4 max-w-md" />
          <Skeleton className="mt-10 h-12 w-40 rounded-card" />
        </div>
        <Skeleton className="mx-auto hidden aspect-square w-full max-w-[26rem] rounded-full lg:block" />
      </div>
      <div className="mt-24">
        <PlanSkeletons />
      </div>
    </div>
  );
}
