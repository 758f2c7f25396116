import { expect, test } from "@playwright/test";
import { bookByApi, expectAccessible, expectCallerHeard, listen, operator, signIn, someone } from "./helpers";

test("the dashboard shows six figures and two charts, and another time", async ({ page }) => {
  const complaints = listen(page);
  await signIn(page, "/console/dashboard");
  await expect(page.getByRole("list", { name: "Figures of these days" }).getByRole("listitem")).toHaveCount(6);
  await expect(page.getByRole("figure", { name: "Calls by day" })).toBeVisible();
  await expect(page.getByRole("region", { name: "How calls ended" })).toBeVisible();
  await page.getByRole("button", { name: "7 days" }).click();
  await expect(page).toHaveURL(/days=7/);
  await page.goBack();
  await expect(page.getByRole("button", { name: "30 days" })).toHaveAttribute("aria-pressed", "true");
  expect(complaints).toEqual([]);
});

test("the dashboard moves by itself when somebody books", async ({ page, request }) => {
  await signIn(page, "/console/dashboard");
  const card = page.getByRole("list", { name: "Figures of these days" }).getByRole("listitem").filter({ hasText: "Bookings" });
  const made = async () => Number(/\d+/.exec((await card.innerText()).replaceAll(",", ""))?.[0] ?? NaN);
  await expect.poll(made).toBeGreaterThanOrEqual(0);
  const before = await made();
  const name = someone();
  const { id } = await bookByApi(request, name);
  await expect.poll(made).toBe(before + 1);
  const today = page.getByRole("list", { name: "Bookings of today" });
  await expect(today.getByRole("link", { name })).toHaveAttribute("href", `/console/bookings/${id}`);
  await expectAccessible(page);
});

test("the dashboard tells how fast our own agents reply, once one did", async ({ page }) => {
  await signIn(page, "/console/voice");
  await page.getByRole("button", { name: "Call", exact: true }).click();
  await expectCallerHeard(page);
  await page.getByRole("button", { name: "Mute" }).click();
  await expect(page.getByRole("figure", { name: "How long replies took" })).toContainText(/\d+ ms/);
  await page.getByRole("button", { name: "Hang up" }).click();
  await page.goto("/console/dashboard");
  await expect(page.getByRole("table", { name: "How long replies took" })).toContainText(/Reply heard.*\d+ ms/);
  await expect(page.getByRole("list", { name: "Newest calls" })).toContainText("From the browser");
  await expect(page.getByRole("region", { name: "What our own voice took" })).toContainText("letters spoken");
  await expectAccessible(page);
});

test("a slash finds what was set up here, where a page has no search of its own", async ({ page }) => {
  await signIn(page, "/console/dashboard");
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await page.keyboard.press("/");
  await page.getByRole("combobox", { name: "Find a page, a booking or an action" }).fill("standard");
  await page.getByRole("group", { name: "Set up here" }).getByRole("option", { name: /Standard/ }).first().click();
  await expect(page).toHaveURL(/\/console\/plans$/);
});

test("notifications open and close, and the account lists where one is signed in", async ({ page, browser }) => {
  const elsewhere = await browser.newContext();
  const { email, password } = operator();
  const login = await elsewhere.request.post("/api/auth/sign-in", { data: { email, password } });
  expect(login.ok()).toBe(true);

  await signIn(page, "/console/dashboard");
  await page.getByRole("button", { name: /^Notifications/ }).click();
  await expect(page.getByRole("dialog", { name: "Notifications" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");

  await page.getByRole("link", { name: /owner/i }).click();
  const sessions = page.getByRole("list", { name: "Sessions" }).getByRole("listitem");
  await expect(sessions.filter({ hasText: "This one" })).toHaveCount(1);
  await page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(sessions).toHaveCount(1);
  expect((await elsewhere.request.get("/api/auth/session")).status()).toBe(401);
  await elsewhere.close();
});
