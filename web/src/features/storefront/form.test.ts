import { describe, expect, it } from "vitest";
import { problemFrom } from "@/api";
import { availabilityWords } from "./availability";
import { bookingSchema, keyKeeper, placeProblems, toRequest, type BookingForm } from "./form";

const good: BookingForm = {
  plan: "standard",
  name: "  Ada Lindqvist ",
  phone: { typed: "(202) 555-0100", region: "US", e164: "+12025550100" },
  email: " ada@example.com ",
  request: "",
  when: "now",
  scheduledAt: "",
  consent: true,
};

/** Field -> first message. */
function wrong(change: Partial<BookingForm>): Record<string, string> {
  const result = bookingSchema.safeParse({ ...good, ...change });
  const found: Record<string, string> = {};
  for (const issue of result.error?.issues ?? []) found[String(issue.path[0])] ??= issue.message;
  return found;
}

describe("bookingSchema", () => {
  it("takes a complete form", () => expect(wrong({})).toEqual({}));

  it("says what is missing, field by field", () => {
    const found = wrong({ name: " ", email: "", plan: "", consent: false, phone: { typed: "", region: "US", e164: null } });
    expect(Object.keys(found).sort()).toEqual(["consent", "email", "name", "phone", "plan"]);
    expect(found.phone).toBe("Enter the number we should call.");
    expect(found.email).toBe("Enter your e-mail address.");
  });

  it.each(["ada", "ada@", "@example.com", "ada@example", "a b@example.com", "ada@example..com"])("refuses the address %s", (email) => {
    expect(wrong({ email })).toHaveProperty("email");
  });

  it("tells an incomplete number from a missing one", () => {
    expect(wrong({ phone: { typed: "202", region: "US", e164: null } }).phone).toMatch(/not complete/);
  });

  it("counts characters as people do", () => {
    expect(wrong({ request: "🔔".repeat(500) })).toEqual({});
    expect(wrong({ request: "🔔".repeat(501) })).toHaveProperty("request");
    expect(wrong({ name: "x".repeat(81) })).toHaveProperty("name");
  });

  it("asks for a time to come when the call is for later", () => {
    expect(wrong({ when: "later" }).scheduledAt).toBe("Choose a day and a time.");
    expect(wrong({ when: "later", scheduledAt: "2020-01-01T10:00" }).scheduledAt).toMatch(/passed/);
    expect(wrong({ when: "later", scheduledAt: "2999-01-01T10:00" })).toEqual({});
    expect(wrong({ when: "now", scheduledAt: "2020-01-01T10:00" })).toEqual({});
  });
});

describe("toRequest", () => {
  it("sends tidy values, the number in E.164 and no time for a call now", () => {
    expect(toRequest({ ...good, scheduledAt: "2999-01-01T10:00" })).toEqual({
      name: "Ada Lindqvist",
      phone: "+12025550100",
      email: "ada@example.com",
      plan: "standard",
      request: "",
      consent: true,
      ageConfirmed: false,
      scheduledAt: null,
      method: null,
    });
  });

  it("sends a local time as an instant", () => {
    const { scheduledAt } = toRequest({ ...good, when: "later", scheduledAt: "2999-01-01T10:00" });
    expect(scheduledAt).toBe(new Date(2999, 0, 1, 10, 0).toISOString());
  });
});

describe("placeProblems", () => {
  const from = (errors: unknown) => placeProblems(problemFrom({ code: "validation_failed", detail: "Some cannot be taken.", errors }, 422));

  it("puts errors on their fields in the order of the page, one for each", () => {
    expect(
      from([
        { field: "email", code: "a", message: "this is not a mail address" },
        { field: "name", code: "b", message: "this may not be empty" },
        { field: "name", code: "c", message: "and too short" },
      ]),
    ).toEqual({
      fields: [
        { field: "name", message: "This may not be empty." },
        { field: "email", message: "This is not a mail address." },
      ],
      general: [],
    });
  });

  it("keeps what belongs to no field", () => {
    expect(from([{ field: "weather", code: "x", message: "it rains" }])).toEqual({ fields: [], general: ["It rains."] });
    expect(from(undefined)).toEqual({ fields: [], general: [] });
  });

  it("falls back on the sentence of the problem", () => {
    expect(from([{ field: "phone", code: "x", message: "" }]).fields).toEqual([{ field: "phone", message: "Some cannot be taken." }]);
  });
});

describe("keyKeeper", () => {
  it("keeps the key while the request stays the same", () => {
    let made = 0;
    const keyFor = keyKeeper(() => `key_${(made += 1)}`);
    const request = toRequest(good);
    expect(keyFor(request)).toBe("key_1");
    expect(keyFor({ ...request })).toBe("key_1");
    expect(keyFor({ ...request, name: "Eve" })).toBe("key_2");
  });
});

describe("availabilityWords", () => {
  const now = { plan: "standard", freeLines: 0, totalLines: 3, queued: 0, expectedWaitSeconds: 250 };
  const said = (change: Partial<typeof now>) => {
    const { short, rest } = availabilityWords({ ...now, ...change });
    return `${short}, ${rest}`;
  };

  it("says how soon the phone would ring", () => {
    expect(said({ freeLines: 2 })).toBe("2 lines free, you would be called right away");
    expect(said({ freeLines: 1 })).toBe("1 line free, you would be called right away");
    expect(said({ queued: 3 })).toBe("3 ahead of you, about 4 min");
    expect(said({})).toBe("All lines are busy, you would be next, about 4 min");
    expect(availabilityWords({ ...now, queued: 3, expectedWaitSeconds: null }).rest).toBe("the wait is not known yet");
    expect(said({ totalLines: 0 })).toBe("No line is open, your call would wait until one opens");
  });
});
