import { expect, test, type APIRequestContext, type Page } from "@playwright/test";
import { backOnWaitingPage, bookByApi, fillForm, listen, operator, pay, send, signIn, someone } from "./helpers";

/** A number that nobody else of this run uses; the free trial is one for each. */
let taken = 20;
const anotherNumber = () => `+120255501${taken++}`;

async function bookTrial(request: APIRequestContext): Promise<{ id: string; name: string }> {
  const name = someone();
  const phone = anotherNumber();
  const answer = await request.post("/api/bookings", {
    data: {
      name,
      phone,
      email: `trial${phone.slice(-4)}@example.com`,
      plan: "free_trial",
      request: "",
      consent: true,
      scheduledAt: null,
    },
  });
  expect(answer.status()).toBe(201);
  const { booking } = (await answer.json()) as { booking: { id: string } };
  return { id: booking.id, name };
}

interface Account {
  id: string;
  name: string;
  kind: "calls" | "payments";
  paused: boolean;
}

/** Nothing is called while `act` runs, so that the queue stands still. */
async function withLinesPaused(page: Page, act: () => Promise<void>) {
  const overview = (await (await page.request.get("/api/operator/overview")).json()) as { accounts: Account[] };
  const lines = overview.accounts.filter((account) => account.kind === "calls" && !account.paused);
  const pause = async (paused: boolean) => {
    for (const { id } of lines) {
      const answer = await page.request.post(`/api/operator/accounts/${id}/pause`, { data: { paused } });
      expect(answer.ok(), await answer.text()).toBe(true);
    }
  };
  await pause(true);
  try {
    await act();
  } finally {
    await pause(false);
  }
}

const toast = (page: Page, text: string | RegExp) => page.locator("[data-sonner-toast]").filter({ hasText: text });

test("the queue: found by name, moved up and back, cancelled", async ({ page, request }) => {
  const complaints = listen(page);
  await signIn(page, "/console/queue");
  await withLinesPaused(page, async () => {
    const [first, second] = [await bookTrial(request), await bookTrial(request)];
    const table = page.getByRole("table", { name: "Queue" });
    const row = (name: string) => table.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
    await expect(row(second.name)).toBeVisible();
    await expect(row(first.name)).toBeVisible();

    const group = row(second.name).getByRole("group", { name: `Priority of ${second.name}` });
    await expect(group).toHaveText(/^Priority\s*0$/);
    await page.getByRole("button", { name: `Raise the priority of ${second.name}`, exact: true }).click();
    await expect(group).toHaveText(/^Priority\s*10$/);
    await expect(table.getByRole("row").nth(1)).toContainText(second.name);
    await toast(page, second.name).getByRole("button", { name: "Undo" }).click();
    await expect(group).toHaveText(/^Priority\s*0$/);

    await page.keyboard.press("/");
    await page.getByRole("searchbox", { name: "Search the queue" }).fill(first.name);
    await expect(page).toHaveURL(/q=/);
    await expect(row(second.name)).toHaveCount(0);
    await page.getByRole("button", { name: `Cancel the call of ${first.name}`, exact: true }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Cancel the call" }).click();
    await expect(row(first.name)).toHaveCount(0);
    await page.getByRole("link", { name: "Show all who wait" }).click();
    await page.getByRole("button", { name: `Cancel the call of ${second.name}`, exact: true }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Cancel the call" }).click();
    await expect(row(second.name)).toHaveCount(0);
  });
  expect(complaints).toEqual([]);
});

test("bookings are searched by words, and the address keeps what was asked", async ({ page, request }) => {
  const name = someone();
  const { id } = await bookByApi(request, name);
  await signIn(page, "/console/bookings");
  await expect(page.getByRole("table", { name: "Bookings" })).toBeVisible();
  await page.keyboard.press("/");
  const search = page.getByRole("searchbox", { name: "Search the bookings" });
  await expect(search).toBeFocused();
  await search.fill(id);
  await expect(page).toHaveURL(new RegExp(`q=${id}`));
  await expect(page.getByRole("link", { name })).toHaveCount(1);
  await page.reload();
  await expect(search).toHaveValue(id);
  await expect(page.getByRole("link", { name })).toHaveCount(1);
  await search.fill("zzzzqqqq");
  await expect(page.getByText("Nothing fits “zzzzqqqq”")).toBeVisible();
  await page.getByRole("link", { name: "Show all bookings" }).click();
  await expect(page).toHaveURL(/\/console\/bookings$/);
  await page.getByRole("combobox", { name: "State" }).selectOption({ label: "Needs a look" });
  await expect(page).toHaveURL(/state=payment_failed/);
});

test("a payment is given back in part, with a reason", async ({ page, browser }) => {
  const complaints = listen(page);
  const visitor = await browser.newPage();
  const { name } = await fillForm(visitor);
  await send(visitor);
  await pay(visitor);
  await backOnWaitingPage(visitor);
  const id = /\/booking\/([^/?#]+)/.exec(visitor.url())?.[1] ?? "";
  await visitor.close();

  await signIn(page, `/console/bookings/${id}`);
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Completed" })).toBeVisible({ timeout: 60_000 });
  const payment = page.getByRole("region", { name: "Payment" });
  await payment.getByRole("button", { name: "Give money back…" }).click();
  const dialog = page.getByRole("dialog", { name: "Give money back" });
  await dialog.getByRole("button", { name: "A part" }).click();
  await dialog.getByLabel(/^Amount in/).fill("9999");
  await dialog.getByRole("button", { name: "Give it back" }).click();
  await expect(dialog.getByText(/^At most .+ is left to give back\.$/)).toBeVisible();
  await expect(dialog.getByLabel(/^Amount in/)).toBeFocused();
  await dialog.getByLabel(/^Amount in/).fill("2.50");
  await dialog.getByLabel("Reason").fill("The line was bad.");
  await dialog.getByRole("button", { name: /^Give .+ back$/ }).click();
  await expect(dialog).toBeHidden();
  const refunds = payment.getByRole("list", { name: "Refunds" });
  await expect(refunds.getByRole("listitem")).toHaveCount(1);
  await expect(refunds).toContainText("2.50");
  await expect(payment.getByText("Partly refunded")).toBeVisible({ timeout: 30_000 });
  expect(complaints).toEqual([]);
});

test("an account is checked, changed and given its secrets", async ({ page }) => {
  await signIn(page, "/console/lines");
  const more = page.getByRole("button", { name: /^More for / }).first();
  const name = ((await more.getAttribute("aria-label")) ?? "").replace("More for ", "");
  const card = page.getByRole("article", { name });
  await expect(card.getByText(/\/webhooks\//)).toBeVisible();

  await more.click();
  await page.getByRole("menuitem", { name: "Check now" }).click();
  await expect(card.getByText(/answers$/)).toBeVisible();

  await more.click();
  await page.getByRole("menuitem", { name: "Edit…" }).click();
  const sheet = page.getByRole("dialog", { name });
  await sheet.getByLabel("Lines").fill("many");
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet.getByText(/^Enter a whole number/)).toBeVisible();
  await expect(sheet.getByLabel("Lines")).toBeFocused();
  await sheet.getByLabel("Lines").fill("7");
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet).toBeHidden();
  await expect(card.getByText("of 7")).toBeVisible();

  await more.click();
  await page.getByRole("menuitem", { name: "Keys and secrets…" }).click();
  const secrets = page.getByRole("dialog", { name: "Keys and secrets" });
  await secrets.getByRole("button", { name: "Keep the secrets" }).click();
  await expect(secrets.getByText(/^Enter at least one/)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(secrets).toBeHidden();
});

test("an agent is given another priority", async ({ page }) => {
  await signIn(page, "/console/lines?tab=agents");
  const edit = page.getByRole("button", { name: /^Edit / }).first();
  await edit.click();
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("Priority").fill("17");
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet).toBeHidden();
  await expect(page.getByRole("table", { name: "Agents" }).getByRole("cell", { name: "17", exact: true })).toBeVisible();
});

test("a plan is made, seen as visitors see it, sold and withdrawn", async ({ page, browser }) => {
  await signIn(page, "/console/plans");
  await page.getByRole("button", { name: "New plan" }).click();
  const sheet = page.getByRole("dialog", { name: "A new plan" });
  await sheet.getByRole("button", { name: "Make the plan" }).click();
  await expect(sheet.getByText("Give the plan a name.")).toBeVisible();
  await expect(sheet.getByLabel("Name", { exact: true })).toBeFocused();
  await sheet.getByLabel("Name", { exact: true }).fill("Five minutes");
  await expect(sheet.getByLabel("Code")).toHaveValue("five_minutes");
  await sheet.getByLabel("Description").fill("Short and good.");
  await sheet.getByLabel("Price").fill("4.50");
  await sheet.getByLabel("Minutes").fill("5");
  await sheet.getByLabel("Persona").fill("nobody");
  await sheet.getByLabel("Badge").fill("New");
  await expect(sheet.getByText("$4.50")).toBeVisible();
  await expect(sheet.getByText("up to 5 minutes")).toBeVisible();
  await sheet.getByRole("button", { name: "Make the plan" }).click();
  await expect(sheet.getByText(/^No active agent plays this persona/)).toBeVisible();
  await expect(sheet.getByLabel("Persona")).toBeFocused();
  await sheet.getByLabel("Persona").fill("luna");
  await sheet.getByRole("button", { name: "Make the plan" }).click();
  await expect(sheet).toBeHidden();
  const row = page.getByRole("table", { name: "Plans" }).getByRole("row").filter({ has: page.getByRole("button", { name: "Edit Five minutes" }) });
  await expect(row).toContainText("On sale");

  const visitor = await browser.newPage();
  await visitor.goto("/");
  await expect(visitor.getByRole("heading", { name: "Five minutes" })).toBeVisible();

  await row.getByRole("button", { name: "Edit Five minutes" }).click();
  const edit = page.getByRole("dialog", { name: "Five minutes" });
  await edit.getByRole("switch", { name: "On sale" }).click();
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(edit).toBeHidden();
  await expect(row).toContainText("Withdrawn");
  await visitor.reload();
  await expect(visitor.getByRole("form", { name: "Book a call" })).toBeVisible();
  await expect(visitor.getByRole("heading", { name: "Five minutes" })).toHaveCount(0);
  await visitor.close();
});

test("the storefront is edited with a preview, guarded until it is saved", async ({ page, browser }) => {
  await signIn(page, "/console/storefront");
  const headline = page.getByLabel("Headline", { exact: true });
  const words = await headline.inputValue();
  await headline.fill("Someone listens,");
  await expect(page.getByText("Changes that are not saved")).toBeVisible();
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(page.getByRole("complementary", { name: "Preview" })).toContainText("Someone listens,");

  await page.getByRole("navigation", { name: "Console" }).getByRole("link", { name: "Plans" }).click();
  await page.getByRole("alertdialog", { name: "Leave without saving?" }).getByRole("button", { name: "Stay here" }).click();
  await expect(headline).toHaveValue("Someone listens,");

  await page.getByRole("button", { name: "Links" }).click();
  await page.getByLabel("Imprint").fill("http://example.com");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/begins with https/)).toBeVisible();
  await expect(page.getByLabel("Imprint")).toBeFocused();
  await page.getByLabel("Imprint").fill("https://example.com/imprint");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("All is saved")).toBeVisible();

  const visitor = await browser.newPage();
  await visitor.goto("/");
  await expect(visitor.getByRole("heading", { level: 1 })).toContainText("Someone listens,");
  await visitor.close();

  await page.getByRole("button", { name: "Words" }).click();
  await headline.fill(words);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("All is saved")).toBeVisible();
});

test("jobs and webhooks show what the program does and hears", async ({ page, request }) => {
  const complaints = listen(page);
  await bookByApi(request);
  await signIn(page, "/console/jobs");
  await page.getByRole("button", { name: /^Waiting/ }).click();
  await expect(page).toHaveURL(/state=waiting/);
  await expect(page.getByRole("list", { name: "Jobs" }).getByRole("listitem").first()).toBeVisible();

  await page.goto("/console/webhooks");
  const table = page.getByRole("table", { name: "Webhooks" });
  await expect(table).toBeVisible();
  await page.getByRole("combobox", { name: "Vendor" }).selectOption("stripe");
  await expect(page).toHaveURL(/vendor=stripe/);
  await table.getByRole("button").first().click();
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByLabel("Body of the webhook")).toContainText("{");
  await sheet.getByRole("button", { name: "Replay" }).click();
  await expect(toast(page, "It is taken in again.")).toBeVisible();
  expect(complaints).toEqual([]);
});

test("a day is compared with the vendor's books", async ({ page }) => {
  await signIn(page, "/console/reconciliation");
  await page.getByRole("button", { name: "Compare a day now" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Compare" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByRole("list", { name: "Days" }).getByRole("listitem").first()).toContainText(/compared/);
});

test("insights measure the promises and follow people from visit to talk", async ({ page }) => {
  const complaints = listen(page);
  await signIn(page, "/console/insights");
  const targets = page.getByRole("list", { name: "Service targets" });
  await expect(targets.getByRole("heading", { name: "Payments that go through" })).toBeVisible();
  await expect(targets.getByRole("listitem")).toHaveCount(4);
  await expect(page.getByRole("region", { name: "Step by step" })).toContainText("Booked");
  await expect(page.getByRole("table", { name: "Booked, Paid, Completed by day" }).getByRole("row")).toHaveCount(31);
  await page.getByRole("button", { name: "7 days" }).click();
  await expect(page).toHaveURL(/from=\d{4}-\d{2}-\d{2}&to=/);
  await expect(page.getByRole("table", { name: "Booked, Paid, Completed by day" }).getByRole("row")).toHaveCount(8);
  await expect(page.getByRole("region", { name: "Bookings that failed" })).toBeVisible();
  expect(complaints).toEqual([]);
});

test("the palette finds pages, callers and actions", async ({ page, request }) => {
  const name = someone();
  const { id } = await bookByApi(request, name);
  await signIn(page);
  await expect(page.getByRole("heading", { name: "Queue" })).toBeVisible();
  await page.keyboard.press("Control+k");
  const box = page.getByRole("combobox", { name: /^Find a page/ });
  await box.fill("insi");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/console\/insights$/);

  await page.keyboard.press("Control+k");
  await box.fill(id);
  await expect(page.getByRole("option", { name })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/console/bookings/${id}$`));

  await page.keyboard.press("Control+k");
  await box.fill("sign out");
  await expect(page.getByRole("option", { name: "Sign out", exact: true })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/login/);
  expect(operator().email).not.toBe("");
});
