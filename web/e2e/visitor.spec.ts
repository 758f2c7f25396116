import { expect, test, type Locator } from "@playwright/test";
import type { Storefront } from "../src/api/types";
import {
  backOnWaitingPage,
  bookByApi,
  BUSY,
  cancelByApi,
  changePlan,
  DECLINED,
  fillForm,
  INVALID,
  listen,
  pay,
  payHere,
  send,
  THREE_D_SECURE,
  waitingPage,
} from "./helpers";

test("books the standard plan, pays, is called and sees it completed", async ({ page }) => {
  const complaints = listen(page);
  await fillForm(page);
  await send(page);
  await pay(page);
  await backOnWaitingPage(page);
  await expect(page.getByText(/Payment received: .+ Your call is booked\./)).toBeVisible();
  await expect(page.getByRole("heading", { name: "Thank you for talking with us" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/You paid/)).toBeVisible();
  await expect(page.getByRole("link", { name: "Book another call" })).toBeVisible();
  expect(complaints).toEqual([]);
});

test("a card is taken on our own page, also after another was declined", async ({ page }) => {
  const complaints = listen(page);
  await fillForm(page, { phone: BUSY, method: "Card, on this page" });
  await send(page);
  await backOnWaitingPage(page);
  await expect(page.getByRole("heading", { name: "One step left: the payment" })).toBeVisible();
  await payHere(page, DECLINED);
  await expect(page.getByText("The card was declined. Try another card, or ask your bank.").first()).toBeVisible();
  await payHere(page);
  await expect(page.getByText(/Payment received: .+ Your call is booked\./)).toBeVisible();
  await expect(page.getByText("Paid. Nothing more to do.")).toBeVisible();
  expect(complaints).toEqual([]);
});

test("a bank's extra step is passed on our own page", async ({ page }) => {
  await fillForm(page, { phone: BUSY, method: "Card, on this page" });
  await send(page);
  await backOnWaitingPage(page);
  await payHere(page, THREE_D_SECURE);
  await page.frameLocator('iframe[src*="three-d-secure"]').getByRole("button", { name: "Complete" }).click();
  await expect(page.getByText(/Payment received/)).toBeVisible();
});

test("an invoice is paid in a cryptocurrency", async ({ page }) => {
  await fillForm(page, { phone: BUSY, method: "Cryptocurrency" });
  await send(page);
  await page.getByRole("button", { name: "Pay, confirm later" }).click();
  await page.getByRole("button", { name: "Confirm now" }).click();
  await page.getByRole("link", { name: "Back to the shop" }).click();
  await backOnWaitingPage(page);
  await expect(page.getByText(/Payment received/)).toBeVisible();
});

test("one way to pay is changed for another", async ({ page, request }) => {
  await page.goto(waitingPage(await bookByApi(request)));
  await expect(page.getByRole("button", { name: "Go to payment" })).toBeVisible();
  await page.getByRole("button", { name: "Pay another way" }).click();
  await page.getByRole("radio", { name: "Cryptocurrency" }).check();
  await expect(page.getByRole("button", { name: "Open the crypto invoice" })).toBeVisible();
  await page.getByRole("radio", { name: "Card, on this page" }).check();
  await payHere(page);
  await expect(page.getByText(/Payment received/)).toBeVisible();
});

test("a card form that does not load leaves the other ways", async ({ page }) => {
  await page.route("**/stripe/v3/", (route) => route.abort());
  await fillForm(page, { phone: BUSY, method: "Card, on this page" });
  await send(page);
  await backOnWaitingPage(page);
  await expect(page.getByText("The card form could not be loaded.")).toBeVisible();
  await page.unroute("**/stripe/v3/");
  await page.getByRole("button", { name: "Try again" }).click();
  await payHere(page);
  await expect(page.getByText(/Payment received/)).toBeVisible();
});

test("a declined card can be replaced by a good one", async ({ page }) => {
  await fillForm(page, { phone: BUSY });
  await send(page);
  await pay(page, DECLINED);
  await expect(page.getByText(/declined/i).filter({ visible: true }).first()).toBeVisible();
  await pay(page);
  await backOnWaitingPage(page);
  await expect(page.getByText(/Payment received/)).toBeVisible();
});

test("a bank's extra step is passed on the way", async ({ page }) => {
  await fillForm(page, { phone: BUSY });
  await send(page);
  await pay(page, THREE_D_SECURE);
  await page.getByRole("button", { name: "Complete" }).click();
  await backOnWaitingPage(page);
  await expect(page.getByText(/Payment received/)).toBeVisible();
});

test("a free trial needs no payment", async ({ page }) => {
  await fillForm(page, { plan: "Free" });
  await send(page);
  await backOnWaitingPage(page);
  await expect(page.getByText("Your call is booked.").first()).toBeVisible();
  await expect(page.getByRole("heading", { name: "Payment" })).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Thank you for talking with us" })).toBeVisible({ timeout: 60_000 });
});

test("a second free trial is told of before it is sent, with what can be had instead", async ({ page }) => {
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/api/bookings")) sent.push(request.url());
  });
  const { form, name } = await fillForm(page, { plan: "Free" });
  const told = form.getByText(/You have had your free trial\. The next one is possible (today|tomorrow) at /);
  await expect(told).toBeVisible();
  await send(page);
  await expect(form.getByRole("status").filter({ hasText: "You have had your free trial." })).toBeFocused();
  expect(sent).toEqual([]);
  await form.getByRole("button", { name: /^Standard, 10 minutes/ }).click();
  await expect(form.getByRole("radio", { name: /Standard/ })).toBeChecked();
  await expect(told).toBeHidden();
  await expect(form.getByLabel("Your name")).toHaveValue(name);
  await expect(form.getByLabel("Phone number")).toHaveValue("(202) 555-0100");
});

test("a trial that is refused after all loses nothing that was entered", async ({ page }) => {
  await page.route("**/api/trial", (route) => route.fulfill({ json: { available: true, nextAt: null } }));
  const { form, name } = await fillForm(page, { plan: "Free" });
  await expect(form.getByText("Your free call is ready to be booked.")).toBeVisible();
  await send(page);
  await expect(form.getByRole("alert")).toContainText(/trial/i);
  await expect(form.getByLabel("Your name")).toHaveValue(name);
  await expect(form.getByLabel("Phone number")).toHaveValue("(202) 555-0100");
});

test("a plan for grown people asks for the age", async ({ page }) => {
  await changePlan("premium", { minimumAge: 18, disclosure: "This talk may touch on grown-up subjects.", badge: "For the night" });
  try {
    const { form } = await fillForm(page, { plan: "Premium", phone: BUSY });
    await expect(page.getByText("From 18 years of age.")).toBeVisible();
    await expect(page.getByText("For the night", { exact: true })).toBeVisible();
    await expect(form.getByText("This talk may touch on grown-up subjects.")).toBeVisible();
    await send(page);
    const age = form.getByRole("checkbox", { name: "I am 18 years of age or older." });
    await expect(form.getByText("This plan is for people of 18 and over.")).toBeVisible();
    await expect(age).toBeFocused();
    await age.check();
    await expect(form.getByText("This plan is for people of 18 and over.")).toBeHidden();
    await send(page);
    await expect(page.getByLabel("Card number")).toBeVisible();
  } finally {
    await changePlan("premium", { minimumAge: 0, disclosure: "", badge: "" });
  }
});

test("an organisation's own page books with it", async ({ page }) => {
  await page.goto("/s/demo");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().includes("/api/bookings")) asked.push(new URL(request.url()).search);
  });
  await fillForm(page, { phone: BUSY, at: "/s/demo" });
  await send(page);
  await pay(page);
  await backOnWaitingPage(page);
  await expect(page.getByText(/Payment received/)).toBeVisible();
  expect(asked[0]).toBe("?org=demo");
  await expect(page.getByRole("banner").getByRole("link")).toHaveAttribute("href", "/s/demo");
});

test("an organisation that is not there is a page that is not there", async ({ page }) => {
  const answer = await page.goto("/s/nobody");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "Nobody answers here" })).toBeVisible();
});

test("a page that does not come through says so and tries again", async ({ page }) => {
  // Without the data in the page, as after a change of pages inside it.
  await page.route(/\/$/, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace("storefront-data", "nothing") });
  });
  let broken = true;
  await page.route("**/api/storefront", (route) => (broken ? route.abort() : route.continue()));
  await page.goto("/");
  await expect(page.getByRole("status", { name: "Loading the page" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "This page did not come through" })).toBeVisible({ timeout: 20_000 });
  broken = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("form", { name: "Book a call" })).toBeVisible();
});

test("a call is booked with the keyboard alone", async ({ page }) => {
  await page.goto("/");
  const form = page.getByRole("form", { name: "Book a call" });
  await expect(form).toBeVisible();
  const reach = async (what: Locator) => {
    for (let press = 0; press < 60; press += 1) {
      if (await what.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`not reached by Tab: ${String(what)}`);
  };
  await reach(page.getByRole("link", { name: "Skip to the content" }));
  await page.keyboard.press("Enter");
  await reach(page.getByRole("main").getByRole("link", { name: "Book a call" }));
  await page.keyboard.press("Enter");
  await reach(form.getByRole("radio", { name: /Standard/ }));
  await page.keyboard.press("ArrowDown");
  await expect(form.getByRole("radio", { name: /Extended/ })).toBeChecked();
  await page.keyboard.press("ArrowUp");
  await expect(form.getByRole("radio", { name: /Standard/ })).toBeChecked();
  await reach(form.getByLabel("Your name"));
  await page.keyboard.type("Ada Lindqvist");
  await reach(form.getByLabel("E-mail"));
  await page.keyboard.type("ada@example.com");
  await reach(form.getByLabel("Phone number"));
  await page.keyboard.type(BUSY);
  await reach(form.getByRole("checkbox", { name: /agree to be called/ }));
  await page.keyboard.press("Space");
  await reach(form.getByRole("button", { name: /Continue to payment/ }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "One step left: the payment" })).toBeVisible();
  await expect(page.getByRole("form", { name: "Pay by card" }).getByRole("button", { name: /^Pay/ })).toBeEnabled();
});

for (const width of [390, 768, 1280]) {
  test(`nothing below the form moves when it comes, at ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    let send: () => void = () => undefined;
    const wanted = new Promise<void>((done) => (send = done));
    await page.route(/booking-form-[^/]*\.js$/, async (route) => {
      await wanted;
      await route.continue();
    });
    await page.goto("/");
    await page.evaluate(() => document.fonts.ready);
    const below = () => page.evaluate(() => (document.getElementById("questions")?.getBoundingClientRect().top ?? 0) - (document.getElementById("book")?.getBoundingClientRect().top ?? 0));
    await expect.poll(below).toBeGreaterThan(0);
    const before = await below();
    send();
    await expect(page.getByRole("form", { name: "Book a call" })).toBeVisible();
    expect(Math.abs((await below()) - before)).toBeLessThan(1);
  });
}

test("questions open by mouse and keyboard", async ({ page }) => {
  await page.goto("/");
  const questions = page.getByRole("region", { name: "Good to know" }).getByRole("button");
  await questions.first().click();
  await expect(questions.first()).toHaveAttribute("aria-expanded", "true");
  const answer = page.locator(`[id="${(await questions.first().getAttribute("aria-controls")) ?? ""}"]`);
  await expect(answer).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(answer).toBeHidden();
  await page.keyboard.press("ArrowUp");
  await expect(questions.last()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(questions.first()).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.press("Space");
  await expect(questions.last()).toHaveAttribute("aria-expanded", "true");
});

test("a visit and the first touch of the form are counted once", async ({ page }) => {
  const counted: unknown[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/api/visits")) counted.push(request.postDataJSON());
  });
  await page.goto("/");
  const name = page.getByRole("form", { name: "Book a call" }).getByLabel("Your name");
  await name.fill("Ada");
  await name.fill("Ada Lindqvist");
  await page.reload();
  await name.fill("Ada");
  await page.goto("/");
  await expect(name).toBeVisible();
  expect(counted).toEqual([{ step: "visit" }, { step: "form" }]);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the page still says what it is", async ({ page, request }) => {
    await page.goto("/");
    const { content, organisation, plans } = (await (await request.get("/api/storefront")).json()) as Storefront;
    await expect(page).toHaveTitle(content.seo.title);
    const of = (selector: string) => page.locator(selector).getAttribute("content");
    expect(await of('meta[name="description"]')).toBe(content.seo.description);
    expect(await of('meta[property="og:title"]')).toBe(content.seo.title);
    expect(await of('meta[name="theme-color"]')).toBe(content.theme.accent);
    expect(await page.locator('link[rel="canonical"]').getAttribute("href")).toMatch(/^http.*\/$/);
    const graph = JSON.parse((await page.locator('script[type="application/ld+json"]').textContent()) ?? "") as {
      "@graph": { "@type": string; name?: string }[];
    };
    const names = (kind: string) => graph["@graph"].filter((node) => node["@type"] === kind).map(({ name }) => name);
    expect(names("Organization")).toEqual([organisation.name]);
    expect(names("Product")).toEqual(plans.map((plan) => plan.name));
    expect(names("FAQPage")).toHaveLength(1);
  });
});

test("a number that does not exist ends the booking and says what becomes of the money", async ({ page }) => {
  await fillForm(page, { phone: INVALID });
  await send(page);
  await pay(page);
  await backOnWaitingPage(page);
  await expect(page.getByRole("heading", { name: "The call could not take place" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/refund/i).first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Book again" })).toBeVisible();
});

test("a busy line is tried again, and the number can be changed meanwhile", async ({ page }) => {
  await fillForm(page, { phone: BUSY });
  await send(page);
  await pay(page);
  await backOnWaitingPage(page);
  await expect(page.getByRole("heading", { name: /We try again at/ })).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Change number" }).click();
  const dialog = page.getByRole("dialog", { name: "Change the number" });
  await dialog.getByLabel("New phone number").pressSequentially("202");
  await dialog.getByRole("button", { name: "Change the number" }).click();
  await expect(dialog.getByText(/not complete/)).toBeVisible();
  await dialog.getByLabel("New phone number").fill("+1 202 555 0100");
  await dialog.getByRole("button", { name: "Change the number" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("+1 (202) 555-0100")).toBeVisible();
});

test("the form says what is wrong where it is wrong and leads there", async ({ page }) => {
  await page.goto("/");
  const form = page.getByRole("form", { name: "Book a call" });
  await form.getByRole("button", { name: /Continue to payment/ }).click();
  await expect(form.getByText("Tell us the name we should ask for.")).toBeVisible();
  await expect(form.getByText("Enter your e-mail address.")).toBeVisible();
  await expect(form.getByText("Enter the number we should call.")).toBeVisible();
  await expect(form.getByText("We can only call you when you agree.")).toBeVisible();
  await expect(form.getByLabel("Your name")).toBeFocused();
  await expect(form.getByLabel("Your name")).toHaveAttribute("aria-invalid", "true");

  // From then on it is checked while it is typed.
  await form.getByLabel("E-mail").fill("ada@");
  await expect(form.getByText(/Write the address in full/)).toBeVisible();
  await form.getByLabel("E-mail").fill("ada@example.com");
  await expect(form.getByText(/Write the address in full/)).toBeHidden();
  await form.getByLabel("Phone number").pressSequentially("2025550100");
  await expect(form.getByLabel("Phone number")).toHaveValue("(202) 555-0100");
  await expect(form.getByText("Enter the number we should call.")).toBeHidden();
  await expect(page).toHaveURL(/\/$/);
});

test("the server's objections land on their fields", async ({ page }) => {
  const { form, name } = await fillForm(page);
  await page.route("**/api/bookings", (route) =>
    route.fulfill({
      status: 422,
      contentType: "application/problem+json",
      body: JSON.stringify({
        type: "/problems/validation_failed",
        title: "Validation failed",
        status: 422,
        code: "validation_failed",
        detail: "Some of what was entered cannot be taken.",
        remedy: "Correct the fields named and send again.",
        requestId: "req_1",
        errors: [
          { field: "email", code: "invalid", message: "this address does not receive mail" },
          { field: "phone", code: "not_in_plan", message: "this number does not exist" },
        ],
      }),
    }),
  );
  await send(page);
  await expect(form.getByText("This number does not exist.")).toBeVisible();
  await expect(form.getByText("This address does not receive mail.")).toBeVisible();
  await expect(form.getByLabel("Phone number")).toBeFocused();
  await expect(form.getByLabel("Your name")).toHaveValue(name);
});

test("pressing twice books once", async ({ page }) => {
  await fillForm(page);
  const keys: (string | undefined)[] = [];
  await page.route("**/api/bookings", async (route) => {
    keys.push(route.request().headers()["idempotency-key"]);
    await new Promise((done) => setTimeout(done, 400));
    await route.continue();
  });
  await page.getByRole("button", { name: /Continue to payment/ }).dblclick();
  await expect(page.getByLabel("Card number")).toBeVisible();
  expect(keys).toHaveLength(1);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
});

test("the waiting page moves by itself", async ({ page, request }) => {
  const booked = await bookByApi(request);
  await page.goto(waitingPage(booked));
  await expect(page.getByRole("heading", { name: "One step left: the payment" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Live" })).toBeVisible();
  await cancelByApi(request, booked);
  await expect(page.getByRole("heading", { name: "This call is cancelled" })).toBeVisible({ timeout: 3_000 });
});

test("the waiting page asks every few seconds while the stream is broken, and says so", async ({ page, request }) => {
  const booked = await bookByApi(request);
  await page.route("**/api/bookings/*/events*", (route) => route.abort());
  await page.goto(waitingPage(booked));
  await expect(page.getByRole("status").filter({ hasText: "Reconnecting" })).toBeVisible();
  await cancelByApi(request, booked);
  await expect(page.getByRole("heading", { name: "This call is cancelled" })).toBeVisible({ timeout: 8_000 });
});

test("a visitor cancels after reading what happens to the money", async ({ page, request }) => {
  await page.goto(waitingPage(await bookByApi(request)));
  await page.getByRole("button", { name: "Cancel the call" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toContainText("You have not been charged");
  await dialog.getByRole("button", { name: "Keep it" }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole("button", { name: "Cancel the call" }).click();
  await dialog.getByRole("button", { name: "Cancel the call" }).click();
  await expect(page.getByRole("heading", { name: "This call is cancelled" })).toBeVisible();
});

test("an unpaid booking leads back to the payment", async ({ page, request }) => {
  await page.goto(waitingPage(await bookByApi(request)));
  await page.getByRole("button", { name: "Go to payment" }).click();
  await pay(page);
  await backOnWaitingPage(page);
  await expect(page.getByText(/Payment received/)).toBeVisible();
});

test("a reload keeps the booking open, and a stranger's link does not", async ({ page, request, browser }) => {
  const booked = await bookByApi(request);
  await page.goto(waitingPage(booked));
  await expect(page.getByRole("heading", { name: "One step left: the payment" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "One step left: the payment" })).toBeVisible();

  const stranger = await browser.newPage();
  await stranger.goto(`/booking/${booked.id}`);
  await expect(stranger.getByRole("heading", { name: "This page needs its whole link" })).toBeVisible();
  await stranger.goto(`/booking/${booked.id}?token=wrong`);
  await expect(stranger.getByRole("alert")).toBeVisible();
  await stranger.close();
});

test("an address without a page says so and leads home", async ({ page }) => {
  await page.goto("/no/such/page");
  await expect(page.getByRole("heading", { name: "Nobody answers here" })).toBeVisible();
  await page.getByRole("link", { name: "Go to the home page" }).click();
  await expect(page.getByRole("form", { name: "Book a call" })).toBeVisible();
});
