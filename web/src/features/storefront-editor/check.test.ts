import { describe, expect, it } from "vitest";
import type { Content } from "@/api";
import { accentNote, checkDraft } from "./check";

const content = (over: Partial<Content> = {}): Content => ({
  headline: "Somebody to talk to,",
  headlineAccent: "tonight.",
  lead: "",
  steps: [{ title: "Book", text: "" }],
  testimonials: [],
  questions: [],
  contactEmail: "",
  links: { imprint: "", privacy: "", terms: "" },
  theme: { accent: "#b7791f", look: "hotline", mode: "auto" },
  seo: { title: "", description: "" },
  ...over,
});

describe("what is wrong with a page", () => {
  it("is nothing when the little that it needs is there", () => {
    expect(checkDraft({ name: "Lantern Line", content: content() })).toEqual({});
  });

  it("is named by the path of its field", () => {
    const wrong = checkDraft({
      name: " ",
      content: content({
        headline: "",
        steps: [{ title: "Book", text: "" }, { title: "", text: "Then" }],
        questions: [{ question: "Why?", answer: "" }],
        links: { imprint: "http://example.com", privacy: "https://example.com/privacy", terms: "javascript:alert(1)" },
        theme: { accent: "brass", look: "plain", mode: "dark" },
        contactEmail: "nobody",
      }),
    });
    expect(Object.keys(wrong).sort()).toEqual([
      "content.contactEmail",
      "content.headline",
      "content.links.imprint",
      "content.links.terms",
      "content.questions.0.answer",
      "content.steps.1.title",
      "content.theme.accent",
      "name",
    ]);
  });
});

it("says what happens to an accent that cannot be read", () => {
  expect(accentNote({ accent: "#ffee00", look: "plain", mode: "light" })).toMatch(/darkened/);
  expect(accentNote({ accent: "#0b3d91", look: "plain", mode: "light" })).toMatch(/Reads well/);
  expect(accentNote({ accent: "no", look: "plain", mode: "light" })).toBe("");
});
