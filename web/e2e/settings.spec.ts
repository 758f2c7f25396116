import { expect, test, type Page } from "@playwright/test";
import { expectAccessible, listen, signIn } from "./helpers";

/** One dot of a picture, as a PNG. */
const PICTURE = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

const save = (page: Page) => page.getByRole("button", { name: "Save", exact: true }).click();

test("a business says who it is, how it is reached and how it looks", async ({ page }) => {
  const complaints = listen(page);
  await signIn(page, "/console/settings");
  await page.getByLabel("Currency").fill("dollars");
  await save(page);
  await expect(page.getByText("Three letters, such as USD.")).toBeVisible();
  await expect(page.getByLabel("Currency")).toBeFocused();
  await expectAccessible(page);
  await page.getByLabel("Currency").fill("USD");
  await page.getByLabel("Address", { exact: true }).fill("4 Pier Street");
  await page.getByLabel("Time zone").selectOption("Europe/Lisbon");

  // A picture is saved by itself and takes nothing away from what is typed.
  await page.getByLabel("Picture of the business").setInputFiles({ name: "harbour.png", mimeType: "image/png", buffer: PICTURE });
  const picture = page.getByRole("img", { name: "The picture of the business" });
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
  await expect(page.getByLabel("Address", { exact: true })).toHaveValue("4 Pier Street");

  await save(page);
  await expect(page.getByText("Not saved yet")).toBeHidden();
  await page.reload();
  await expect(page.getByLabel("Address", { exact: true })).toHaveValue("4 Pier Street");
  await expect(page.getByLabel("Time zone")).toHaveValue("Europe/Lisbon");
  await page.getByLabel("Time zone").selectOption("America/New_York");
  await save(page);
  await expect(page.getByText("Not saved yet")).toBeHidden();
  expect(complaints).toEqual([]);
});

test("hours with a break and a holiday are kept, and wrong ones are not", async ({ page }) => {
  await signIn(page, "/console/settings/hours");
  const monday = page.getByRole("group", { name: "Monday", exact: true });
  const open = monday.getByRole("button", { name: "Open on Monday" });
  await expect(monday).toBeVisible();
  while ((await monday.getByRole("button", { name: /^Remove / }).count()) > 0) await monday.getByRole("button", { name: /^Remove / }).first().click();
  await open.click();
  await monday.getByLabel("Monday, closes").fill("08:00");
  await save(page);
  await expect(monday.getByText("The end comes after the beginning.")).toBeVisible();
  await expectAccessible(page);
  await monday.getByLabel("Monday, closes").fill("12:00");
  await monday.getByRole("button", { name: "Another time on Monday" }).click();
  await monday.getByRole("button", { name: "The times of Monday on Monday to Friday" }).click();
  await page.getByRole("button", { name: "Add a day" }).click();
  await page.getByLabel(/^Date of /).last().fill("2031-12-25");
  await page.getByLabel(/^Name of /).last().fill("Christmas");
  await save(page);
  await expect(page.getByText("Not saved yet")).toBeHidden();

  await page.reload();
  await expect(page.getByLabel("Friday, opens, 2")).toHaveValue("13:00");
  await expect(page.getByLabel("Name of Christmas")).toHaveValue("Christmas");
  await expect(page.getByText(/hours a week/)).toBeVisible();
  await page.getByRole("button", { name: "Remove Christmas" }).click();
  await page.getByRole("link", { name: "Services" }).click();
  await expect(page.getByRole("alertdialog", { name: "Leave without saving?" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Leave without saving" }).click();
  await expect(page).toHaveURL(/\/settings\/services$/);
});

test("a service is added, given to somebody, taken away and brought back", async ({ page }) => {
  const [service, person] = [`Whitening ${Date.now() % 10_000}`, `Ada Lind ${Date.now() % 10_000}`];
  await signIn(page, "/console/settings/services");
  await page.getByRole("button", { name: "Add a service" }).click();
  await page.getByRole("button", { name: "Add the service" }).click();
  await expect(page.getByText("Give it the name that callers say.")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Name").fill(service);
  await page.getByLabel("Category").fill("Treatment");
  await page.getByLabel("Minutes", { exact: true }).fill("45");
  await page.getByLabel("Price in").fill("129.50");
  await page.getByRole("button", { name: "Add the service" }).click();
  const main = page.getByRole("main");
  const row = main.getByRole("listitem").filter({ hasText: service });
  await expect(row).toContainText("45 minutes");
  await expect(row).toContainText("129.50");

  await page.getByRole("link", { name: "Staff" }).click();
  await page.getByRole("button", { name: "Add somebody" }).click();
  await page.getByLabel("Name").fill(person);
  await page.getByRole("checkbox", { name: service }).check();
  await page.getByRole("switch", { name: "Hours of their own" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(main.getByRole("listitem").filter({ hasText: person })).toContainText("hours of their own");

  await page.getByRole("link", { name: "Services" }).click();
  await page.getByRole("button", { name: `Take ${service} away` }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row).toHaveCount(1);
});

test("what agents may do and say is kept, and what contradicts itself is refused where it stands", async ({ page }) => {
  await signIn(page, "/console/settings/messages");
  await page.getByRole("switch", { name: "Put calls through" }).click();
  await save(page);
  await expect(page.getByText(/nobody to transfer them to/)).toBeVisible();
  await expect(page.getByLabel("Number for people")).toBeFocused();
  await expectAccessible(page);
  await page.getByLabel("Number for people").fill("+1 202 555 0199");
  await save(page);
  await expect(page.getByText("Not saved yet")).toBeHidden();

  await page.getByRole("link", { name: "Consent and keeping" }).click();
  await page.getByRole("switch", { name: "Record calls" }).click();
  await page.getByLabel("Announcement").fill("This call is recorded.");
  await page.getByLabel("Recordings", { exact: true }).fill("14");
  await save(page);
  await expect(page.getByText("Not saved yet")).toBeHidden();
  await page.reload();
  await expect(page.getByLabel("Recordings", { exact: true })).toHaveValue("14");
  await expect(page.getByRole("switch", { name: "Record calls" })).toBeChecked();
  await page.getByRole("switch", { name: "Record calls" }).click();
  await save(page);
  await expect(page.getByText("Not saved yet")).toBeHidden();

  await page.getByRole("link", { name: "Voice" }).click();
  await page.getByLabel("Greeting").fill("Good evening, {{business}}. What can I do for you?");
  await expectAccessible(page);
  await save(page);
  await expect(page.getByText("Not saved yet")).toBeHidden();
});

test("a business is connected with a vendor, and parts from it", async ({ page }) => {
  await signIn(page, "/console/settings/connections");
  const connections = page.getByRole("list", { name: "Connections" });
  await expect(connections.getByRole("listitem").first()).toContainText("Connected");
  await page.getByRole("button", { name: "Connect Cryptomus", exact: true }).click();
  await page.getByLabel("Name").fill("");
  await page.getByLabel("Mode").selectOption("live");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByText("Give it a name by which you know it.")).toBeVisible();
  await expect(page.getByText("A live connection needs its key.")).toBeVisible();
  await expectAccessible(page);
  const name = `Coins ${Date.now()}`;
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Mode").selectOption("sandbox");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  const row = connections.getByRole("listitem").filter({ hasText: name });
  await expect(row).toContainText("sandbox");
  await page.getByRole("button", { name: `Disconnect ${name}` }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Disconnect it" }).click();
  await expect(page.getByText(`${name} is disconnected.`)).toBeVisible();
  await expect(row).toHaveCount(0);
});
