import type { Content } from "@/api";
import { contrast, isColour } from "@/lib/colour";
import { palette } from "@/lib/palette";

export interface Draft {
  name: string;
  content: Content;
}

/** What is wrong with the page's words, by the path of the field: "content.links.imprint". */
export function checkDraft({ name, content }: Draft): Record<string, string> {
  const errors: Record<string, string> = {};
  const need = (path: string, text: string, words: string) => {
    if (text.trim() === "") errors[path] = words;
  };
  need("name", name, "Say whose page this is.");
  need("content.headline", content.headline, "The page needs a headline.");
  if (!isColour(content.theme.accent)) errors["content.theme.accent"] = "Enter a colour such as #b7791f.";
  if (content.contactEmail.trim() !== "" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(content.contactEmail.trim())) {
    errors["content.contactEmail"] = "Enter an e-mail address, or leave it empty.";
  }
  for (const link of ["imprint", "privacy", "terms"] as const) {
    const address = content.links[link].trim();
    if (address !== "" && !/^https:\/\/[^\s.]+\.\S+$/.test(address)) {
      errors[`content.links.${link}`] = "Enter an address that begins with https://, or leave it empty.";
    }
  }
  content.steps.forEach((step, n) => need(`content.steps.${n}.title`, step.title, "Give this step a title, or remove it."));
  content.testimonials.forEach((voice, n) => {
    need(`content.testimonials.${n}.quote`, voice.quote, "Enter what was said, or remove it.");
    need(`content.testimonials.${n}.name`, voice.name, "Say who said it.");
  });
  content.questions.forEach((entry, n) => {
    need(`content.questions.${n}.question`, entry.question, "Enter the question, or remove it.");
    need(`content.questions.${n}.answer`, entry.answer, "Enter the answer.");
  });
  return errors;
}

/** Whether the accent itself can be read, or is moved a little so that it can; said, not scolded. */
export function accentNote({ accent, look }: Content["theme"]): string {
  if (!isColour(accent)) return "";
  const colours = palette(look, accent, false);
  const own = contrast(accent, colours.page);
  return own >= 4.5
    ? "Reads well as text and as a button."
    : "Used as it is where it fills; where it is text it is darkened on light pages so that everybody can read it.";
}
