import type { FieldError, UseFormRegister } from "react-hook-form";
import type { Storefront } from "@/api";
import { described, FieldNote, inputStyle } from "@/components/ui/field";
import { cn } from "@/lib/cn";
import { viewerZone, zoneName } from "@/lib/format";
import { localInput, type BookingForm } from "../form";
import { whenChoices } from "../form-words";

interface Props {
  register: UseFormRegister<BookingForm>;
  when: BookingForm["when"];
  error: FieldError | undefined;
  organisation: Storefront["organisation"];
}

/** Now, or a day and a time in the visitor's own zone. */
export function WhenField({ register, when, error, organisation }: Props) {
  const zone = viewerZone();
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">When should it ring?</legend>
      <div className="inline-flex max-w-full flex-wrap rounded-card border border-line bg-sunken p-1">
        {whenChoices.map(([value, label]) => (
          <label
            key={value}
            className={cn(
              "cursor-pointer rounded-[calc(var(--radius)-3px)] px-3.5 py-1.5 text-sm font-medium transition-colors",
              "has-focus-visible:outline-2 has-focus-visible:outline-accent-text",
              when === value ? "bg-surface text-text shadow-card" : "text-soft hover:text-text",
            )}
          >
            <input type="radio" value={value} className="sr-only" {...register("when")} />
            {label}
          </label>
        ))}
      </div>
      {when === "later" && (
        <div className="appear mt-4 max-w-sm">
          <label htmlFor="scheduledAt" className="mb-1.5 block text-sm font-medium">
            Day and time
          </label>
          <input
            {...described("scheduledAt", error?.message)}
            type="datetime-local"
            min={localInput(new Date())}
            className={cn(inputStyle, "figures h-11")}
            {...register("scheduledAt")}
          />
          <FieldNote
            id="scheduledAt"
            error={error?.message}
            help={
              <>
                In your time zone, {zoneName(zone)}.
                {organisation.timeZone !== zone && ` ${organisation.name} is in ${zoneName(organisation.timeZone)}.`}
              </>
            }
          />
        </div>
      )}
    </fieldset>
  );
}
