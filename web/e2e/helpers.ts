import AxeBuilder from "@axe-core/playwright";
import { expect, request, type APIRequestContext, type APIResponse, type Page } from "@playwright/test";
import { house } from "./house";

export const ANSWERS = "202 555 0100";
export const BUSY = "202 555 0101";
export const INVALID = "202 555 0107";

export const CARD = "4242 4242 4242 4242";
export const DECLINED = "4000 0000 0000 0002";
export const THREE_D_SECURE = "4000 0027 6000 3184";

const oneOf = (letters: string) => letters[Math.floor(Math.random() * letters.length)] ?? "";

/** A name that no other booking of this run has, in none of its processes, and that is no part of another. */
export const someone = () => {
  const last = Array.from({ length: 5 }, () => oneOf("bdfgklmnprstv") + oneOf("aeiou")).join("");
  return `Ada ${last.charAt(0).toUpperCase()}${last.slice(1)}`;
};

export const PASSWORD = "violet-harbour-37-mango";

interface SignUp {
  organisation: string;
  name: string;
  email: string;
  timeZone?: string;
}

/** Signs an organisation up beside the page, from a network of its own: of one network only a few may. */
export async function register(request: APIRequestContext, { timeZone, ...who }: SignUp) {
  const part = () => Math.floor(Math.random() * 0xffff).toString(16);
  const answer = await request.post("/api/auth/register", {
    headers: { "x-forwarded-for": `2001:db8:${part()}:${part()}::1` },
    data: { ...who, password: PASSWORD, timeZone: timeZone ?? null, acceptTerms: true },
  });
  expect(answer.status(), await answer.text()).toBe(201);
}

interface Order {
  at?: string;
  plan?: string;
  name?: string;
  phone?: string;
  /** How to pay, where there is something to pay. */
  method?: "Card page" | "Card, on this page" | "Cryptocurrency";
}

/** Fills the storefront's form and leaves it ready to be sent. */
export async function fillForm(page: Page, { at = "/", plan = "Standard", name = someone(), phone = ANSWERS, method = "Card page" }: Order = {}) {
  await page.goto(at);
  const form = page.getByRole("form", { name: "Book a call" });
  await form.getByRole("radio", { name: new RegExp(plan, "i") }).check();
  await form.getByLabel("Your name").fill(name);
  await form.getByLabel("E-mail").fill("ada@example.com");
  await form.getByLabel("Phone number").pressSequentially(phone);
  await form.getByLabel(/Special request/).fill("A short talk about the week.");
  if (plan !== "Free") await form.getByRole("radio", { name: method }).check();
  await form.getByRole("checkbox", { name: /agree to be called/ }).check();
  return { form, name };
}

export const send = (page: Page) => page.getByRole("button", { name: /Continue to payment|Book my free call/ }).click();

/** Fills the sandbox's card page and presses "Pay". */
export async function pay(page: Page, card = CARD) {
  await page.getByLabel("Card number").fill(card);
  await page.getByLabel("Expiry").fill("12/34");
  await page.getByLabel("CVC").fill("123");
  await page.getByLabel("Name on card").fill("Ada Lindqvist");
  await page.getByRole("button", { name: /^Pay/ }).click();
}

/** Fills the card form that the payment service shows on our own page, and presses "Pay". */
export async function payHere(page: Page, card = CARD) {
  const frame = page.getByRole("form", { name: "Pay by card" }).frameLocator("iframe");
  await frame.getByLabel("Card number").fill(card);
  await frame.getByLabel("Expiration date").fill("12 / 34");
  await frame.getByLabel("Security code").fill("123");
  await frame.getByLabel("Postal code").fill("12345");
  await page.getByRole("button", { name: /^Pay \S*\d/ }).click();
}

export async function backOnWaitingPage(page: Page) {
  await page.waitForURL(/\/booking\//);
  // The key of the booking must not stay in the address.
  await expect(page).toHaveURL(/\/booking\/[^?#]+$/);
}

interface Booked {
  id: string;
  token: string;
}

/** A booking made beside the page, waiting for its payment; its line is busy, so that it leaves the other number alone. */
export async function bookByApi(request: APIRequestContext, name = someone()): Promise<Booked> {
  const answer = await request.post("/api/bookings", {
    data: {
      name,
      phone: "+12025550101",
      email: "ada@example.com",
      plan: "standard",
      request: "A short talk about the week.",
      consent: true,
      scheduledAt: null,
    },
  });
  expect(answer.status()).toBe(201);
  const { booking, token } = (await answer.json()) as { booking: { id: string }; token: string };
  return { id: booking.id, token };
}

export const waitingPage = ({ id, token }: Booked) => `/booking/${id}?token=${encodeURIComponent(token)}`;

export const cancelByApi = async (request: APIRequestContext, { id, token }: Booked) => {
  const answer = await request.post(`/api/bookings/${id}/cancel`, { headers: { authorization: `Bearer ${token}` }, data: {} });
  expect(answer.ok()).toBe(true);
};

export function operator(): { email: string; password: string } {
  const { email, password } = house();
  return { email, password };
}

/** Changes a plan as its operator, beside the page. */
export async function changePlan(code: string, change: Partial<{ minimumAge: number; disclosure: string; badge: string }>) {
  const context = await request.newContext({ baseURL: house().url });
  const login = await context.post("/api/auth/login", { data: operator() });
  expect(login.ok()).toBe(true);
  const { items } = (await (await context.get("/api/operator/plans")).json()) as { items: { code: string }[] };
  const changed = await context.put(`/api/operator/plans/${code}`, { data: { ...items.find((plan) => plan.code === code), ...change } });
  expect(changed.ok(), await changed.text()).toBe(true);
  await context.dispose();
}

export async function signIn(page: Page, to = "/console") {
  await page.goto(to);
  await expect(page).toHaveURL(/\/login/);
  const { email, password } = operator();
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(new RegExp(`${to.replace(/[?]/g, "\\?")}$`));
}

/** An agent of our own voice that callers hear, made beside the page, with these tools. */
export async function agentByApi(request: APIRequestContext, tools: object[] = []): Promise<{ id: string; name: string }> {
  interface Agent {
    id: string;
    name: string;
    draft: { tag: string; script: object };
  }
  const done = async (answer: APIResponse) => {
    expect(answer.ok(), await answer.text()).toBe(true);
    return (await answer.json()) as Agent;
  };
  const { id, name, draft } = await done(await request.post("/api/agents", { data: { name: someone() } }));
  const drafted = await done(await request.put(`/api/agents/${id}/draft`, { data: { tag: draft.tag, script: { ...draft.script, tools } } }));
  await done(await request.post(`/api/agents/${id}/publish`, { data: { tag: drafted.draft.tag, note: "" } }));
  return { id, name };
}

/** No barrier that a machine can find, at WCAG 2.2 AA. */
export async function expectAccessible(page: Page) {
  // What is still fading in has no colours to judge yet.
  // One that the browser holds back, since nobody sees it, never ends: then it is judged as it is.
  const calm = () => document.getAnimations().every((one) => one.playState !== "running" || one.effect?.getComputedTiming().iterations === Infinity);
  await page.waitForFunction(calm, undefined, { polling: 50, timeout: 5_000 }).catch(() => undefined);
  // A page without frames is judged where it is, with the rules that it may have been given before: the way
  // for pages with frames opens another page to gather what was found, and takes five times as long.
  const isWhole = page.frames().length === 1;
  const hasRules = isWhole && (await page.evaluate(() => "axe" in window));
  const { violations } = await new AxeBuilder({ page, ...(hasRules && { axeSource: ";" }) })
    .options({ resultTypes: ["violations"] })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .setLegacyMode(isWhole)
    .analyze();
  expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => `${node.html.slice(0, 160)} ${node.failureSummary ?? ""}`) }))).toEqual([]);
}

const HIGH = 900;

/** No barrier, and nothing that scrolls sideways, from the smallest screen to a wide one, light and dark. */
export async function expectAccessibleEverywhere(page: Page, what = page.url()) {
  const usual = page.viewportSize();
  for (const width of [360, 768, 1440, 1920]) {
    await page.setViewportSize({ width, height: HIGH });
    await page.evaluate(() => document.fonts.ready);
    // A page that lives comes to rest when it does.
    const over = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await expect.poll(over, `${what} at ${width}`).toBeLessThanOrEqual(0);
    if (width === 1440) continue;
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
  }
  if (usual) await page.setViewportSize(usual);
  await page.emulateMedia({ colorScheme: null });
}

/** Everything the browser complains about while a test runs; a page that works is a quiet page. */
export function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // A refused request is logged by the browser itself, however well the page handles it.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
  });
  return complaints;
}

/** Until the caller was heard: somebody says hello into the browser's imitated microphone, and the sandbox takes it for a sentence. Speech takes its time. */
export async function expectCallerHeard(page: Page) {
  await expect(page.getByRole("log", { name: "What is said now" })).toContainText("Caller", { timeout: 40_000 });
}
