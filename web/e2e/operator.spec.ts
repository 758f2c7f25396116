import { expect, test } from "@playwright/test";
import { backOnWaitingPage, bookByApi, fillForm, listen, operator, pay, send, signIn, someone } from "./helpers";

test("signs in and sees a call on the switchboard as it happens", async ({ page, browser }) => {
  const complaints = listen(page);
  await signIn(page);
  await expect(page.getByRole("status").filter({ hasText: "Live" })).toBeVisible();
  await expect(page.getByRole("img", { name: /^Lines of / }).first()).toBeVisible();

  const visitor = await browser.newPage();
  const { name } = await fillForm(visitor);
  await send(visitor);
  await pay(visitor);
  await backOnWaitingPage(visitor);

  const lines = page.getByRole("region", { name: "Lines" });
  const call = lines.getByRole("link", { name: new RegExp(name) });
  await expect(call).toBeVisible({ timeout: 30_000 });
  await call.click();
  await expect(page).toHaveURL(/\/console\/bookings\/.+/);
  await expect(page.getByRole("heading", { name })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Completed" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("region", { name: "Everything that happened" }).getByRole("listitem").first()).toBeVisible();
  await visitor.close();
  expect(complaints).toEqual([]);
});

test("a wrong password is refused in plain words", async ({ page }) => {
  await page.goto("/login");
  await page.getByLabel("E-mail").fill(operator().email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText(/wrong/i);
  await expect(page.getByLabel("Password")).toBeFocused();
});

test("a page of the console asks for the sign-in and comes back to where one wanted to go", async ({ page }) => {
  await signIn(page, "/console/bookings?state=cancelled");
  await expect(page.getByRole("combobox", { name: "State" })).toHaveValue("cancelled");
  await page.getByRole("button", { name: /^Sign out/ }).click();
  await expect(page).toHaveURL(/\/login$/);
  await page.goto("/console");
  await expect(page).toHaveURL(/\/login/);
});

test("the list of bookings is filtered through the address", async ({ page, request }) => {
  const name = someone();
  await bookByApi(request, name);
  await signIn(page, "/console/bookings");
  await expect(page.getByRole("link", { name }).first()).toBeVisible();
  await page.getByRole("combobox", { name: "State" }).selectOption("pending_payment");
  await expect(page).toHaveURL(/state=pending_payment/);
  await expect(page.getByRole("link", { name }).first()).toBeVisible();
  await page.getByRole("combobox", { name: "State" }).selectOption("cancelled");
  await expect(page.getByRole("link", { name, exact: true })).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole("combobox", { name: "State" })).toHaveValue("pending_payment");
});

test("cancels a booking from its page and sees its story", async ({ page, request }) => {
  const { id } = await bookByApi(request);
  await signIn(page, `/console/bookings/${id}`);
  await page.getByRole("button", { name: "Cancel the call" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel the call" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Cancelled" })).toBeVisible();
});

test("an account is paused and takes calls again", async ({ page }) => {
  await signIn(page);
  const pause = page.getByRole("button", { name: /^Pause / }).first();
  const name = ((await pause.getAttribute("aria-label")) ?? "").replace("Pause ", "");
  await pause.click();
  const resume = page.getByRole("button", { name: `Resume ${name}` });
  await expect(resume).toBeVisible();
  await resume.click();
  await expect(page.getByRole("button", { name: `Pause ${name}` })).toBeVisible();
});

test("the keyboard goes everywhere", async ({ page }) => {
  await signIn(page);
  await expect(page.getByRole("heading", { name: "Queue" })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await expect(page).toHaveURL(/\/console\/bookings$/);
  await page.keyboard.press("g");
  await page.keyboard.press("q");
  await expect(page).toHaveURL(/\/console\/queue$/);
  await expect(page.getByRole("heading", { name: "Queue", level: 1 })).toBeVisible();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeHidden();
});
