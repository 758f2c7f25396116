import { useId, type ReactNode } from "react";
import type { Storefront } from "@/api";
import { Button } from "@/components/ui/button";
import { Choice, Tick } from "@/components/ui/choice";
import { Field, Input, Textarea } from "@/components/ui/field";
import { Skeleton } from "@/components/ui/skeleton";
import { duration, money } from "@/lib/format";
import { methodWords, offered } from "@/lib/payment-methods";
import { ageWords, helps, partTitles, sendNote, sendWords, whenChoices } from "../form-words";
import { FormPart } from "./form-part";

/** Keeps the form's place while it is fetched, to the pixel, so that nothing below it moves when it comes. */
export function FormSkeleton({ storefront, plan }: { storefront: Storefront; plan: string }) {
  const chosen = storefront.plans.find((entry) => entry.code === plan);
  const free = chosen?.free === true;
  const methods = free ? [] : offered(storefront.payments);
  const [call, you, last] = partTitles(free);
  return (
    <div aria-hidden className="space-y-12">
      <FormPart title={call}>
        <div>
          <Legend>Plan</Legend>
          <div className="grid gap-2 sm:grid-cols-2">
            {storefront.plans.map((entry) => (
              <Place key={entry.code}>
                <Choice title={entry.name} text={duration(entry.durationSeconds)} aside={entry.free ? "Free" : money(entry.priceMinor, entry.currency)} />
              </Place>
            ))}
          </div>
        </div>
        <div>
          <Legend>When should it ring?</Legend>
          <Place>
            <div className="inline-flex max-w-full flex-wrap border p-1">
              {whenChoices.map(([value, label]) => (
                <span key={value} className="px-3.5 py-1.5 text-sm font-medium">
                  {label}
                </span>
              ))}
            </div>
          </Place>
        </div>
      </FormPart>
      <FormPart title={you}>
        <div className="grid gap-6 sm:grid-cols-2">
          <FieldPlace label="Your name" help={helps.name} />
          <FieldPlace label="E-mail" help={helps.email} />
        </div>
        <FieldPlace label="Phone number" help={helps.phone} />
        {free && <div />}
        <FieldPlace label="Special request" help={helps.request}>
          <Textarea rows={4} />
        </FieldPlace>
      </FormPart>
      <FormPart title={last}>
        {methods.length > 1 && (
          <div>
            <Legend>How would you like to pay?</Legend>
            <div className="grid gap-2">
              {methods.map((method) => (
                <Place key={method}>
                  <Choice title={methodWords[method].label} text={methodWords[method].text} />
                </Place>
              ))}
            </div>
          </div>
        )}
        <Place>
          <div className="space-y-3 border p-4">
            {chosen && chosen.minimumAge > 0 && <Tick>{ageWords(chosen.minimumAge)}</Tick>}
            <Tick>
              {storefront.disclosure}
              {chosen?.disclosure && <span className="mt-1.5 block">{chosen.disclosure}</span>}
            </Tick>
          </div>
        </Place>
        <Place>
          <div className="flex flex-col gap-3 sm:flex-row sm:items-center">
            <Button size="lg" className="w-full border sm:w-auto">
              {sendWords(chosen)}
            </Button>
            <p className="text-[0.8125rem] leading-5">{sendNote(free)}</p>
          </div>
        </Place>
      </FormPart>
    </div>
  );
}

/** As large as what will stand there. */
function Place({ children }: { children: ReactNode }) {
  return (
    <div className="relative">
      <Skeleton className="absolute inset-0 rounded-card" />
      <div className="invisible">{children}</div>
    </div>
  );
}

const Legend = ({ children }: { children: string }) => <p className="invisible mb-1.5 text-sm font-medium">{children}</p>;

function FieldPlace({ label, help, children }: { label: string; help: string; children?: ReactNode }) {
  return (
    <Place>
      <Field id={useId()} label={label} help={help}>
        {children ?? <Input />}
      </Field>
    </Place>
  );
}
