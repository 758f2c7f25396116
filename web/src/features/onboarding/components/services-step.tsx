import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "@/components/ui/button";
import { ProblemNotice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { servicesQuery } from "@/lib/business";
import { duration, money } from "@/lib/format";
import type { StepProps } from "../steps";

/** What is offered so far, and where it is changed. */
export function ServicesStep({ onDone, foot }: StepProps) {
  const { data, error, refetch } = useQuery(servicesQuery);
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-40" />;
  return (
    <>
      {data.items.length === 0 ? (
        <p className="text-sm leading-6 text-soft">Nothing yet. A template of the first step brings some, or add your own.</p>
      ) : (
        <ul aria-label="Services" className="divide-y divide-line rounded-card border border-line">
          {data.items.map((service) => (
            <li key={service.id} className="flex flex-wrap items-baseline gap-x-4 px-4 py-2.5 text-sm">
              <span className="min-w-0 grow font-medium">{service.name}</span>
              <span className="text-soft">{duration(service.durationMinutes * 60)}</span>
              <span className="figures w-20 text-right">{service.priceMinor === 0 ? "on request" : money(service.priceMinor, service.currency)}</span>
            </li>
          ))}
        </ul>
      )}
      <Button asChild size="sm" className="mt-4">
        <Link to="/console/settings/services">Change the services</Link>
      </Button>
      {foot(
        <Button look="primary" disabled={data.items.length === 0} onClick={onDone}>
          Continue
        </Button>,
      )}
    </>
  );
}
