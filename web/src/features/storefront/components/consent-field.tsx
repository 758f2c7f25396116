import type { FieldErrors, UseFormRegister } from "react-hook-form";
import type { Plan } from "@/api";
import { Tick } from "@/components/ui/choice";
import { described, FieldNote } from "@/components/ui/field";
import { cn } from "@/lib/cn";
import type { BookingForm } from "../form";
import { ageWords } from "../form-words";

interface Props {
  register: UseFormRegister<BookingForm>;
  errors: FieldErrors<BookingForm>;
  /** What every caller agrees to. */
  disclosure: string;
  plan: Plan | undefined;
}

/** What is agreed to before anybody is called: the artificial voice, what the plan adds, and the age it asks for. */
export function ConsentField({ register, errors, disclosure, plan }: Props) {
  const age = plan?.minimumAge ?? 0;
  const wrong = Boolean(errors.consent ?? errors.ageConfirmed);
  return (
    <div className={cn("space-y-3 rounded-card border p-4", wrong ? "border-harm bg-harm-soft" : "border-line bg-sunken")}>
      {age > 0 && (
        <div>
          <Tick {...described("ageConfirmed", errors.ageConfirmed?.message, false)} required {...register("ageConfirmed")}>
            {ageWords(age)}
          </Tick>
          <FieldNote id="ageConfirmed" error={errors.ageConfirmed?.message} />
        </div>
      )}
      <div>
        <Tick {...described("consent", errors.consent?.message, false)} required {...register("consent")}>
          {disclosure}
          {plan?.disclosure && <span className="mt-1.5 block">{plan.disclosure}</span>}
        </Tick>
        <FieldNote id="consent" error={errors.consent?.message} />
      </div>
    </div>
  );
}
