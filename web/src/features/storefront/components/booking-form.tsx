import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { Controller, useForm, useWatch } from "react-hook-form";
import { asProblem, sentence, type ApiProblem, type Storefront } from "@/api";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choice";
import { described, Field, FieldNote, Input, Textarea } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { emptyPhone, PhoneInput } from "@/components/ui/phone-input";
import { keepToken } from "@/lib/booking-link";
import { cn } from "@/lib/cn";
import { duration, money } from "@/lib/format";
import { methodWords, offered } from "@/lib/payment-methods";
import { regionOr } from "@/lib/phone";
import { storefrontQuery } from "@/lib/storefront";
import { say } from "@/lib/toast";
import { uniqueKey } from "@/lib/unique";
import { useSettled } from "@/lib/use-settled";
import { createBooking, trialQuery } from "../api/queries";
import {
  bookingSchema,
  EMAIL,
  firstMethod,
  keyKeeper,
  NAME_LIMIT,
  placeProblems,
  REQUEST_LIMIT,
  toRequest,
  type BookingForm as Form,
} from "../form";
import { helps, partTitles, sendNote, sendWords } from "../form-words";
import { count } from "../visits";
import { ConsentField } from "./consent-field";
import { FormPart } from "./form-part";
import { TrialLine } from "./trial-line";
import { WhenField } from "./when-field";

interface Props {
  storefront: Storefront;
  /** The slug in the page's address; empty for the installation's first organisation. */
  org: string;
  plan: string;
  onPlan: (code: string) => void;
}

export function BookingForm({ storefront, org, plan, onPlan }: Props) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const methods = offered(storefront.payments);
  const schema = useMemo(() => bookingSchema(storefront.plans), [storefront.plans]);
  const { register, control, handleSubmit, setError, clearErrors, setValue, formState } = useForm<Form>({
    resolver: zodResolver(schema),
    mode: "onTouched",
    defaultValues: {
      plan,
      name: "",
      phone: emptyPhone(regionOr(storefront.defaultRegion)),
      email: "",
      request: "",
      when: "now",
      scheduledAt: "",
      method: firstMethod(methods),
      ageConfirmed: false,
      consent: false,
    },
  });
  const { errors } = formState;
  const [failed, setFailed] = useState<{ problem: ApiProblem; plan: string } | null>(null);
  // What was said of another plan is of no interest any more.
  const problem = failed?.plan === plan ? failed.problem : null;
  const [sending, setSending] = useState(false);
  const busy = useRef(false);
  const keyFor = useRef(keyKeeper(uniqueKey));
  const summary = useRef<HTMLDivElement>(null);
  const plans = useRef<HTMLFieldSetElement>(null);
  const trialNote = useRef<HTMLDivElement>(null);

  const chosen = storefront.plans.find((entry) => entry.code === plan);
  const free = chosen?.free === true;
  const [callTitle, youTitle, lastTitle] = partTitles(free);
  const [when, request, phone, email] = useWatch({ control, name: ["when", "request", "phone", "email"] });
  const written = Array.from(request.trim()).length;

  const whole = free && phone.e164 !== null && EMAIL.test(email.trim()) ? { phone: phone.e164, email: email.trim() } : null;
  const [trialPhone, trialEmail] = useSettled(whole ? `${whole.phone} ${whole.email}` : " ").split(" ", 2);
  const { data: trial } = useQuery(trialQuery(org, trialPhone ?? "", trialEmail ?? ""));
  // Only what was said of the person who stands in the form now.
  const told = whole && whole.phone === trialPhone && whole.email === trialEmail ? trial : undefined;

  // The plan is chosen here or on its card above; a change answers whatever was said about it.
  useEffect(() => {
    setValue("plan", plan);
    clearErrors(["plan", "ageConfirmed"]);
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
    if (told?.available === false) {
      trialNote.current?.focus();
      return;
    }
    busy.current = true;
    setSending(true);
    setFailed(null);
    const body = toRequest(form);
    try {
      const { booking, token, checkoutUrl } = await createBooking(org, body, keyFor.current(body));
      keepToken(booking.id, token);
      if (checkoutUrl && body.method !== "element" && /^https?:\/\//.test(checkoutUrl)) {
        window.location.assign(checkoutUrl);
        return;
      }
      // The page of the booking looks as this one does from its first moment.
      queries.setQueryData(storefrontQuery(storefront.organisation.slug).queryKey, storefront);
      await navigate({ to: "/booking/$id", params: { id: booking.id } });
    } catch (error) {
      const answer = asProblem(error);
      const { fields, general } = placeProblems(answer);
      fields.forEach(({ field, message }, index) =>
        setError(field, { type: "server", message }, { shouldFocus: index === 0 }),
      );
      if (fields[0]?.field === "plan") plans.current?.querySelector<HTMLInputElement>("input:checked")?.focus();
      if (answer.code === "trial_used") void queries.invalidateQueries({ queryKey: ["trial", org] });
      if (fields.length === 0 || general.length > 0) {
        setFailed({ problem: answer, plan });
        say("bad", sentence(answer));
      }
      busy.current = false;
      setSending(false);
    }
  };

  return (
    <form
      noValidate
      aria-label="Book a call"
      className="space-y-12"
      onChange={() => count(org, "form")}
      onSubmit={(event) => void handleSubmit(submit)(event)}
    >
      <FormPart title={callTitle}>
        <fieldset ref={plans} aria-describedby={errors.plan ? "plan-error" : undefined}>
          <legend className="mb-1.5 text-sm font-medium">Plan</legend>
          <div className="grid gap-2 sm:grid-cols-2">
            {storefront.plans.map((entry) => (
              <Choice
                key={entry.code}
                name="plan"
                value={entry.code}
                checked={entry.code === plan}
                onChange={() => onPlan(entry.code)}
                title={entry.name}
                text={duration(entry.durationSeconds)}
                aside={entry.free ? "Free" : money(entry.priceMinor, entry.currency)}
              />
            ))}
          </div>
          <FieldNote id="plan" error={errors.plan?.message} />
        </fieldset>
        <WhenField register={register} when={when} error={errors.scheduledAt} organisation={storefront.organisation} />
      </FormPart>

      <FormPart title={youTitle}>
        <div className="grid gap-6 sm:grid-cols-2">
          <Field id="name" label="Your name" error={errors.name?.message} help={helps.name}>
            <Input {...described("name", errors.name?.message)} autoComplete="name" maxLength={NAME_LIMIT * 2} required {...register("name")} />
          </Field>
          <Field id="email" label="E-mail" error={errors.email?.message} help={helps.email}>
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
          help={helps.phone}
        >
          <Controller
            control={control}
            name="phone"
            render={({ field: { ref, value, onChange, onBlur } }) => (
              <PhoneInput {...described("phone", errors.phone?.message)} ref={ref} value={value} onChange={onChange} onBlur={onBlur} />
            )}
          />
        </Field>
        {free && (
          <TrialLine ref={trialNote} answer={told} hours={storefront.trialWindowHours} plans={storefront.plans} onPlan={onPlan} />
        )}
        <Field
          id="request"
          label={
            <>
              Special request <span className="font-normal text-faint">(optional)</span>
            </>
          }
          error={errors.request?.message}
          help={helps.request}
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
      </FormPart>

      <FormPart title={lastTitle}>
        {!free && methods.length > 1 && (
          <fieldset>
            <legend className="mb-1.5 text-sm font-medium">How would you like to pay?</legend>
            <div className="grid gap-2">
              {methods.map((method) => (
                <Choice
                  key={method}
                  value={method}
                  title={methodWords[method].label}
                  text={methodWords[method].text}
                  {...register("method")}
                />
              ))}
            </div>
            <FieldNote id="method" error={errors.method?.message} />
          </fieldset>
        )}
        <ConsentField register={register} errors={errors} disclosure={storefront.disclosure} plan={chosen} />

        {problem && (
          <div ref={summary} tabIndex={-1}>
            <Notice tone="harm" title={problem.detail}>
              {problem.remedy}
            </Notice>
          </div>
        )}
        <div className="flex flex-col gap-3 sm:flex-row sm:items-center">
          <Button type="submit" look="primary" size="lg" pending={sending} className="w-full sm:w-auto">
            {sending ? "One moment" : sendWords(chosen)}
          </Button>
          <p className="text-[0.8125rem] leading-5 text-faint">{sendNote(free)}</p>
        </div>
      </FormPart>
    </form>
  );
}
