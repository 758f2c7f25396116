import { useQuery } from "@tanstack/react-query";
import { cn } from "@/lib/cn";
import { availabilityQuery } from "../api/queries";
import { availabilityWords } from "../availability";

export function AvailabilityLine({ org, plan, className }: { org: string; plan: string; className?: string }) {
  const { data, isError } = useQuery(availabilityQuery(org, plan));
  const words = data && availabilityWords(data);
  return (
    <p role="status" className={cn("flex min-h-6 items-center gap-2.5 text-sm leading-6 text-soft", className)}>
      {words ? (
        <>
          <span aria-hidden className={cn("size-2.5 shrink-0 rounded-full", words.open ? "bg-live" : "border-2 border-accent")} />
          <span>
            <strong className="font-semibold text-text">{words.short}</strong>, {words.rest}
          </span>
        </>
      ) : (
        isError && "We cannot say at the moment how long the wait is; you can book all the same."
      )}
    </p>
  );
}
