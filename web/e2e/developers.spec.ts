import { expect, test } from "@playwright/test";
import { listen, signIn } from "./helpers";

test("an endpoint is added, tried, its message sent again, and removed", async ({ page }) => {
  const complaints = listen(page);
  await signIn(page, "/console/developers");
  await page.getByRole("button", { name: "Add an endpoint" }).click();
  const sheet = page.getByRole("dialog", { name: "Add an endpoint" });
  await sheet.getByLabel("Address").fill("example.com/hooks");
  await sheet.getByRole("button", { name: "Add the endpoint" }).click();
  await expect(sheet.getByText("Enter a whole address")).toBeVisible();
  const url = `https://example.com/hooks/${Date.now()}`;
  await sheet.getByLabel("Address").fill(url);
  await sheet.getByRole("checkbox", { name: "Everything that happens" }).uncheck();
  await sheet.getByRole("checkbox", { name: /^Bookings/ }).check();
  await sheet.getByRole("button", { name: "Add the endpoint" }).click();
  const secret = page.getByRole("dialog", { name: "The signing secret" });
  await expect(secret.getByText(/^whsec_/)).toBeVisible();
  await secret.getByRole("button", { name: "I have kept it" }).click();

  await page.getByRole("link", { name: url }).click();
  await expect(page.getByRole("heading", { name: url })).toBeVisible();
  await page.getByRole("button", { name: "Send a test" }).click();
  const messages = page.getByRole("table", { name: "Messages" });
  await messages.getByRole("button", { name: "endpoint.test" }).click();
  const message = page.getByRole("dialog", { name: "endpoint.test" });
  await expect(message.getByLabel("Body of the message", { exact: true })).toContainText('"type": "endpoint.test"');
  await message.getByRole("button", { name: "Send again" }).click();
  await expect(page.locator("[data-sonner-toast]").filter({ hasText: "The message is sent again." })).toBeVisible();
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "More for this endpoint" }).click();
  await page.getByRole("menuitem", { name: "Remove…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove it" }).click();
  await expect(page).toHaveURL(/\/console\/developers$/);
  await expect(page.getByRole("link", { name: url })).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test("the reference shows every route of the API and finds one by its words", async ({ page }) => {
  await signIn(page, "/console/developers/reference");
  const routes = page.getByRole("status").filter({ hasText: /\d+ routes/ });
  await expect(routes).toBeVisible();
  expect(parseInt((await routes.textContent()) ?? "", 10)).toBeGreaterThan(40);
  await page.getByRole("searchbox", { name: "Search the routes" }).fill("replay message");
  await expect(routes.or(page.getByRole("status").filter({ hasText: "1 route" }))).toHaveText("1 route");
  await page.getByText("/api/deliveries/{id}/replay").click();
  await expect(page.getByLabel("Example of POST /api/deliveries/{id}/replay", { exact: true })).toContainText("curl -X POST");
});
