import * as z from "zod/mini";
import type { ApiProblem, NewBooking } from "@/api";
import { capital } from "@/lib/format";
import type { CountryCode } from "@/lib/phone";
import "@/lib/schema";

export const REQUEST_LIMIT = 500;
export const NAME_LIMIT = 80;

/** Fields in the order in which they stand on the page. */
export const FIELDS = ["plan", "name", "phone", "email", "request", "scheduledAt", "consent"] as const;
export type FieldName = (typeof FIELDS)[number];

const required = (message: string) => z.minLength(1, message);
const characters = (text: string) => Array.from(text.trim()).length;
const EMAIL = /^[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+$/;

export const bookingSchema = z
  .object({
    plan: z.string().check(required("Choose a plan.")),
    name: z
      .string()
      .check(
        z.trim(),
        required("Tell us the name we should ask for."),
        z.refine((name) => characters(name) <= NAME_LIMIT, `Keep the name within ${NAME_LIMIT} characters.`),
      ),
    phone: z.object({
      typed: z.string(),
      region: z.custom<CountryCode>((value) => typeof value === "string"),
      e164: z.nullable(z.string()),
    }),
    email: z
      .string()
      .check(
        z.trim(),
        required("Enter your e-mail address."),
        z.maxLength(254, "This address is too long."),
        z.refine((email) => email === "" || EMAIL.test(email), "Write the address in full, such as name@example.com."),
      ),
    request: z
      .string()
      .check(z.refine((text) => characters(text) <= REQUEST_LIMIT, `Keep it within ${REQUEST_LIMIT} characters.`)),
    when: z.enum(["now", "later"]),
    scheduledAt: z.string(),
    consent: z.boolean().check(z.refine((given) => given, "We can only call you when you agree.")),
  })
  .check(
    z.superRefine((form, context) => {
      if (form.phone.typed.trim() === "") {
        context.addIssue({ code: "custom", path: ["phone"], message: "Enter the number we should call." });
      } else if (form.phone.e164 === null) {
        context.addIssue({
          code: "custom",
          path: ["phone"],
          message: "This number is not complete. Check the country and the digits.",
        });
      }
      if (form.when === "later") {
        const at = Date.parse(form.scheduledAt);
        if (Number.isNaN(at)) {
          context.addIssue({ code: "custom", path: ["scheduledAt"], message: "Choose a day and a time." });
        } else if (at <= Date.now()) {
          context.addIssue({ code: "custom", path: ["scheduledAt"], message: "This time has passed. Choose a later one." });
        }
      }
    }),
  );

export type BookingForm = z.infer<typeof bookingSchema>;

/** What is sent for a form that is valid. */
export function toRequest(form: BookingForm): NewBooking {
  return {
    name: form.name.trim(),
    phone: form.phone.e164 ?? form.phone.typed,
    email: form.email.trim(),
    plan: form.plan,
    request: form.request.trim(),
    consent: form.consent,
    ageConfirmed: false,
    scheduledAt: form.when === "later" ? new Date(form.scheduledAt).toISOString() : null,
    method: null,
  };
}

export interface PlacedProblems {
  /** Errors that belong to a field, in the order of the page. */
  fields: { field: FieldName; message: string }[];
  /** What belongs to no field of this form. */
  general: string[];
}

/** Puts the server's field errors where they happened. */
export function placeProblems(problem: ApiProblem): PlacedProblems {
  const fields: PlacedProblems["fields"] = [];
  const general: string[] = [];
  for (const error of problem.errors) {
    const message = sentenceOf(error.message) || problem.detail;
    const field = FIELDS.find((name) => name === error.field.split(".")[0]);
    if (!field) general.push(message);
    else if (!fields.some((placed) => placed.field === field)) fields.push({ field, message });
  }
  fields.sort((a, b) => FIELDS.indexOf(a.field) - FIELDS.indexOf(b.field));
  return { fields, general };
}

function sentenceOf(message: string): string {
  const text = capital(message.trim());
  return text && !/[.!?]$/.test(text) ? `${text}.` : text;
}

/** The value for a `datetime-local` input, in the viewer's own zone. */
export function localInput(at: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** A request keeps its key while it stays the same, so that sending it twice books once. */
export function keyKeeper(fresh: () => string): (request: NewBooking) => string {
  let last = "";
  let key = "";
  return (request) => {
    const now = JSON.stringify(request);
    if (now !== last) {
      last = now;
      key = fresh();
    }
    return key;
  };
}
