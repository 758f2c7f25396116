import { useMemo } from "react";
import { ApiProblem } from "@/api";

const common: readonly { tag: string; name: string }[] = [
  { tag: "en-US", name: "English, United States" },
  { tag: "en-GB", name: "English, United Kingdom" },
  { tag: "da", name: "Dansk" },
  { tag: "de", name: "Deutsch" },
  { tag: "es", name: "Español" },
  { tag: "fr", name: "Français" },
  { tag: "it", name: "Italiano" },
  { tag: "nl", name: "Nederlands" },
  { tag: "pl", name: "Polski" },
  { tag: "pt-BR", name: "Português, Brasil" },
  { tag: "fi", name: "Suomi" },
  { tag: "sv", name: "Svenska" },
  { tag: "ja", name: "日本語" },
];

/** The languages in which dates can be written, with one that must be among them. */
export const languagesWith = (own: string) => (own === "" || common.some(({ tag }) => tag === own) ? common : [{ tag: own, name: own }, ...common]);

/** A refused password is said at its field, in words for somebody who is signed in. */
export function atPassword(error: unknown, field: string): unknown {
  if (!(error instanceof ApiProblem) || error.code !== "wrong_credentials") return error;
  const { status, code, detail, remedy } = error;
  return new ApiProblem({ status, code, detail, remedy, errors: [{ field, code, message: "This is not your password." }] });
}

/** The same, as one error for as long as it is one. */
export const useOwnWords = (error: unknown, field: string): unknown => useMemo(() => atPassword(error, field), [error, field]);
