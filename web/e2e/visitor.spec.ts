import { expect, test } from "@playwright/test";
import {
  backOnWaitingPage,
  bookByApi,
  BUSY,
  cancelByApi,
  DECLINED,
  fillForm,
  INVALID,
  listen,
  pay,
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

test("a second free trial is refused and nothing that was entered is lost", async ({ page }) => {
  const { form, name } = await fillForm(page, { plan: "Free" });
  await send(page);
  await expect(form.getByRole("alert")).toContainText(/trial/i);
  await expect(form.getByLabel("Your name")).toHaveValue(name);
  await expect(form.getByLabel("Phone number")).toHaveValue("(202) 555-0100");
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
  await expect(page.getByRole("heading", { name: /Leave your number/ })).toBeVisible();
});
