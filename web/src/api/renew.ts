import { problemFrom } from "./problem";

/** What an access token is needed for; a booking's own token is another matter, and visitors have none. */
const GUARDED = /\/api\/(?!bookings|storefront|tasks|trial|visits)/;
/** Nothing comes of renewing for these: they are about signing in itself. */
const ABOUT_SIGNING_IN = /\/api\/auth\/(sign-in|login|refresh|register|token|sign-out|logout|providers|google\/code)$/;

let renewal: Promise<boolean> | undefined;

/** Asks for the next access token. Of many who ask at once, in this tab or another, one does. */
export function renew(): Promise<boolean> {
  renewal ??= exclusively(async () => {
    const answer = await fetch("/api/auth/refresh", { method: "POST", credentials: "same-origin" });
    return answer.ok;
  })
    .catch(() => false)
    .finally(() => {
      renewal = undefined;
    });
  return renewal;
}

async function exclusively(work: () => Promise<boolean>): Promise<boolean> {
  // A refresh token is good once: two tabs that used the same one would end the session.
  return "locks" in navigator ? await navigator.locks.request("ringwright-refresh", work) : work();
}

/** Whether somebody is no longer signed in. A wrong password or code is another matter: to send it again is to guess twice. */
async function hasRunOut(answer: Response): Promise<boolean> {
  if (answer.status !== 401) return false;
  const body: unknown = await answer.clone().json().catch(() => null);
  return problemFrom(body, answer.status).code === "not_signed_in";
}

/** Sends a request; when the access token has run out, gets the next one and sends it once more. */
export async function renewing(
  request: Request,
  send: (request: Request) => Promise<Response>,
): Promise<Response> {
  const path = new URL(request.url, "http://page").pathname;
  if (!GUARDED.test(path) || ABOUT_SIGNING_IN.test(path)) return send(request);
  const again = request.clone();
  const answer = await send(request);
  if (!(await hasRunOut(answer))) return answer;
  return (await renew()) ? send(again) : answer;
}
