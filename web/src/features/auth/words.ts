/** What went wrong at another service, by the code with which the browser comes back. */
const refusals: Record<string, { title: string; remedy: string }> = {
  provider_refused: { title: "Google did not confirm who you are.", remedy: "Try again, or sign in with your password." },
  provider_unavailable: { title: "Signing in with Google does not work at the moment.", remedy: "Sign in with your password, or try again later." },
  proof_needed: { title: "There is an account with this mail address already.", remedy: "Sign in with its password and confirm the address; after that Google leads here too." },
  not_signed_up: { title: "There is no account with the mail address that Google names.", remedy: "Register, or accept your invitation, with that address first." },
  too_many_attempts: { title: "That was too often in a short time.", remedy: "Wait some minutes, then try again." },
};

/** The words for it; what is not known here is told as well as it can be. */
export const refusalWords = (code: string): { title: string; remedy: string } =>
  refusals[code] ?? { title: "Signing in did not work.", remedy: "Try again, or sign in with your password." };
