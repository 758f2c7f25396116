import { zodResolver } from "@hookform/resolvers/zod";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { Controller, useForm, useWatch } from "react-hook-form";
import { toast } from "sonner";
import { asProblem, sentence, type ApiProblem, type Storefront } from "@/api";
import { Button } from "@/components/ui/button";
import { described, Field, FieldNote, Input, inputStyle, Textarea } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { emptyPhone, PhoneInput } from "@/components/ui/phone-input";
import { keepToken } from "@/lib/booking-link";
import { cn } from "@/lib/cn";
import { duration, money, viewerZone, zoneName } from "@/lib/format";
import { regionOr } from "@/lib/phone";
import { uniqueKey } from "@/lib/unique";
import { createBooking } from "../api/queries";
import {
  bookingSchema,
  keyKeeper,
  localInput,
  NAME_LIMIT,
  placeProblems,
  REQUEST_LIMIT,
  toRequest,
  type BookingForm as Form,
} from "../form";

interface Props {
  storefront: Storefront;
  plan: string;
  onPlan: (code: string) => void;
}

export function BookingForm({ storefront, plan, onPlan }: Props) {
  const navigate = useNavigate();
  const { register, control, handleSubmit, setError, clearErrors, setValue, formState } = useForm<Form>({
    resolver: zodResolver(bookingSchema),
    mode: "onTouched",
    defaultValues: {
      plan,
      name: "",
      phone: emptyPhone(regionOr(storefront.defaultRegion)),
      email: "",
      request: "",
      when: "now",
      scheduledAt: "",
      consent: false,
    },
  });
  const { errors } = formState;
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [sending, setSending] = useState(false);
  const busy = useRef(false);
  const keyFor = useRef(keyKeeper(uniqueKey));
  const summary = useRef<HTMLDivElement>(null);
  const plans = useRef<HTMLFieldSetElement>(null);

  // The plan is chosen here or on its card above; a change answers whatever was said about it.
  useEffect(() => {
    setValue("plan", plan);
    clearErrors("plan");
  }, [plan, setValue, clearErrors]);

  // The browser may bring this page back from its memory after the payment page: it is then ready again.
  useEffect(() => {
    const back = (event: PageTransitionEvent) => {
      if (!event.persisted) return;
      busy.current = false;
      setSending(false);
    };
    window.addEventListener("pageshow", back);
    return () => window.removeEventListener("pageshow", back);
  }, []);

  useEffect(() => {
    if (problem) summary.current?.focus();
  }, [problem]);

  const submit = async (form: Form) => {
    if (busy.current) return;
    busy.current = true;
    setSending(true);
    setProblem(null);
    const request = toRequest(form);
    try {
      const { booking, token, checkoutUrl } = await createBooking(request, keyFor.current(request));
      keepToken(booking.id, token);
      if (checkoutUrl && /^https?:\/\//.test(checkoutUrl)) {
        window.location.assign(checkoutUrl);
        return;
      }
      await navigate({ to: "/booking/$id", params: { id: booking.id } });
    } catch (error) {
      const answer = asProblem(error);
      const { fields, general } = placeProblems(answer);
      fields.forEach(({ field, message }, index) =>
        setError(field, { type: "server", message }, { shouldFocus: index === 0 }),
      );
      if (fields[0]?.field === "plan") plans.current?.querySelector<HTMLInputElement>("input:checked")?.focus();
      if (fields.length === 0 || general.length > 0) {
        setProblem(answer);
        toast.error(sentence(answer));
      }
      busy.current = false;
      setSending(false);
    }
  };

  const when = useWatch({ control, name: "when" });
  const written = Array.from(useWatch({ control, name: "request" }).trim()).length;
  const chosen = storefront.plans.find((entry) => entry.code === plan);
  const zone = viewerZone();
  const otherZone = storefront.organisation.timeZone !== zone;
  const earliest = localInput(new Date());

  return (
    <form
      noValidate
      aria-label="Book a call"
      className="space-y-6"
      onSubmit={(event) => void handleSubmit(submit)(event)}
    >
      {problem && (
        <div ref={summary} tabIndex={-1}>
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        </div>
      )}

      <fieldset ref={plans} aria-describedby={errors.plan ? "plan-error" : undefined}>
        <legend className="mb-1.5 text-sm font-medium">Plan</legend>
        <div className="grid gap-2 sm:grid-cols-2">
          {storefront.plans.map((entry) => (
            <label
              key={entry.code}
              className={cn(
                "flex cursor-pointer items-center gap-3 rounded-card border px-3.5 py-2.5 transition-[border-color,background-color]",
                "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-text",
                entry.code === plan ? "border-accent bg-accent-soft" : "border-line-strong/60 bg-surface hover:border-line-strong",
              )}
            >
              <input
                type="radio"
                name="plan"
                value={entry.code}
                checked={entry.code === plan}
                onChange={() => onPlan(entry.code)}
                className="size-4 shrink-0 accent-(--accent-text) outline-none"
              />
              <span className="min-w-0 grow">
                <span className="block truncate text-sm font-medium">{entry.name}</span>
                <span className="block text-[0.8125rem] text-soft">{duration(entry.durationSeconds)}</span>
              </span>
              <span className="figures text-sm font-semibold">
                {entry.free ? "Free" : money(entry.priceMinor, entry.currency)}
              </span>
            </label>
          ))}
        </div>
        <FieldNote id="plan" error={errors.plan?.message} />
      </fieldset>

      <div className="grid gap-6 sm:grid-cols-2">
        <Field id="name" label="Your name" error={errors.name?.message} help="What the voice will call you.">
          <Input {...described("name", errors.name?.message)} autoComplete="name" maxLength={NAME_LIMIT * 2} required {...register("name")} />
        </Field>
        <Field id="email" label="E-mail" error={errors.email?.message} help="So that we can reach you about this call.">
          <Input
            {...described("email", errors.email?.message)}
            type="email"
            inputMode="email"
            autoComplete="email"
            required
            {...register("email")}
          />
        </Field>
      </div>

      <Field
        id="phone"
        label="Phone number"
        error={errors.phone?.message}
        help="The number that will ring. Choose the country, or begin with + and its code."
      >
        <Controller
          control={control}
          name="phone"
          render={({ field: { ref, value, onChange, onBlur } }) => (
            <PhoneInput {...described("phone", errors.phone?.message)} ref={ref} value={value} onChange={onChange} onBlur={onBlur} />
          )}
        />
      </Field>

      <Field
        id="request"
        label={
          <>
            Special request <span className="font-normal text-faint">(optional)</span>
          </>
        }
        error={errors.request?.message}
        help="What you would like to talk about, and anything the voice should know."
        aside={
          <span className={cn("figures text-[0.8125rem]", written > REQUEST_LIMIT ? "font-semibold text-harm-text" : "text-faint")}>
            {written}
            <span aria-hidden> / </span>
            <span className="sr-only"> of </span>
            {REQUEST_LIMIT}
            <span className="sr-only"> characters</span>
          </span>
        }
      >
        <Textarea {...described("request", errors.request?.message)} rows={4} {...register("request")} />
      </Field>

      <fieldset>
        <legend className="mb-1.5 text-sm font-medium">When should it ring?</legend>
        <div className="inline-flex rounded-card border border-line bg-sunken p-1">
          {(
            [
              ["now", "As soon as possible"],
              ["later", "At a time"],
            ] as const
          ).map(([value, label]) => (
            <label
              key={value}
              className={cn(
                "cursor-pointer rounded-lg px-3.5 py-1.5 text-sm font-medium transition-colors",
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
              {...described("scheduledAt", errors.scheduledAt?.message)}
              type="datetime-local"
              min={earliest}
              className={cn(inputStyle, "figures h-11")}
              {...register("scheduledAt")}
            />
            <FieldNote
              id="scheduledAt"
              error={errors.scheduledAt?.message}
              help={
                <>
                  In your time zone, {zoneName(zone)}.
                  {otherZone && ` ${storefront.organisation.name} is in ${zoneName(storefront.organisation.timeZone)}.`}
                </>
              }
            />
          </div>
        )}
      </fieldset>

      <div className={cn("rounded-card border p-4", errors.consent ? "border-harm bg-harm-soft" : "border-line bg-sunken")}>
        <label htmlFor="consent" className="flex cursor-pointer gap-3 text-sm leading-6">
          <input
            {...described("consent", errors.consent?.message, false)}
            type="checkbox"
            required
            className="mt-1 size-4 shrink-0 accent-(--accent-text)"
            {...register("consent")}
          />
          <span>{storefront.disclosure}</span>
        </label>
        <FieldNote id="consent" error={errors.consent?.message} />
      </div>

      <div className="flex flex-col gap-3 sm:flex-row sm:items-center">
        <Button type="submit" look="primary" size="lg" pending={sending} className="w-full sm:w-auto">
          {sending
            ? "One moment"
            : chosen && !chosen.free
              ? `Continue to payment · ${money(chosen.priceMinor, chosen.currency)}`
              : "Book my free call"}
        </Button>
        <p className="text-[0.8125rem] leading-5 text-faint">
          {chosen && !chosen.free ? "You pay on the next page. You can cancel until the phone rings." : "Nothing to pay. You can cancel until the phone rings."}
        </p>
      </div>
    </form>
  );
}
