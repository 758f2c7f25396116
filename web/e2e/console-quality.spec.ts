import { expect, test, type Page } from "@playwright/test";
import { bookByApi, expectAccessible, signIn } from "./helpers";

const calm = { reducedMotion: "reduce" } as const;

/** Every page of the console, and what shows that it is there. */
const screens: [string, (page: Page) => ReturnType<Page["getByRole"]>][] = [
  ["/console/queue", (page) => page.getByRole("heading", { name: "Queue", level: 1 })],
  ["/console/bookings", (page) => page.getByRole("table", { name: "Bookings" })],
  ["/console/lines", (page) => page.getByRole("article").first()],
  ["/console/lines?tab=agents", (page) => page.getByRole("table", { name: "Agents" })],
  ["/console/plans", (page) => page.getByRole("table", { name: "Plans" })],
  ["/console/storefront", (page) => page.getByRole("textbox", { name: "Headline", exact: true })],
  ["/console/jobs?state=waiting", (page) => page.getByRole("list", { name: "Jobs" })],
  ["/console/webhooks", (page) => page.getByRole("heading", { name: "Webhooks" })],
  ["/console/reconciliation", (page) => page.getByRole("heading", { name: "Reconciliation" })],
  ["/console/insights", (page) => page.getByRole("region", { name: "Bookings that failed" })],
  ["/console/calls", (page) => page.getByRole("heading", { name: "Calls", level: 1 })],
  ["/console/agents", (page) => page.getByRole("list", { name: "Agents" })],
  ["/console/onboarding?step=1", (page) => page.getByRole("radio").first()],
  ["/console/voice", (page) => page.getByRole("button", { name: "Call", exact: true })],
  ["/console/dashboard", (page) => page.getByRole("list", { name: "Figures of these days" })],
  ["/console/account", (page) => page.getByRole("list", { name: "Sessions" })],
  ["/console/settings", (page) => page.getByLabel("Time zone")],
  ["/console/settings/hours", (page) => page.getByRole("heading", { name: "A usual week" })],
  ["/console/settings/services", (page) => page.getByRole("button", { name: "Add a service" })],
  ["/console/settings/staff", (page) => page.getByRole("button", { name: "Add somebody" })],
  ["/console/settings/voice", (page) => page.getByLabel("Greeting")],
  ["/console/settings/messages", (page) => page.getByLabel("Number for people")],
  ["/console/settings/privacy", (page) => page.getByLabel("Announcement")],
  ["/console/settings/connections", (page) => page.getByRole("list", { name: "Connections" })],
  ["/console/team", (page) => page.getByRole("table", { name: "Members" })],
  ["/console/team/audit", (page) => page.getByRole("heading", { name: "Team" })],
  ["/console/admin", (page) => page.getByRole("table", { name: "Organisations" })],
  ["/console/developers/keys", (page) => page.getByRole("button", { name: "Make a key" })],
  ["/console/developers", (page) => page.getByRole("heading", { name: "Developers" })],
  ["/console/developers/reference?q=booking", (page) => page.getByRole("heading", { name: "Bookings" })],
];

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme, contextOptions: calm });

    test("no page of the console has barriers", async ({ page, request }) => {
      test.setTimeout(180_000);
      await bookByApi(request);
      await signIn(page);
      await expect(page.getByRole("heading", { name: "Queue" })).toBeVisible();
      for (const [path, there] of screens) {
        await page.goto(path);
        await expect(there(page)).toBeVisible();
        await expectAccessible(page);
      }
    });

    test("no dialog of the console has barriers", async ({ page }) => {
      test.setTimeout(180_000);
      await signIn(page);
      await expect(page.getByRole("heading", { name: "Queue" })).toBeVisible();
      await page.keyboard.press("Control+k");
      await expect(page.getByRole("option").first()).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
      await expectAccessible(page);

      await page.goto("/console/plans");
      await page.getByRole("button", { name: "New plan" }).click();
      await page.getByRole("button", { name: "Make the plan" }).click();
      await expect(page.getByText("Give the plan a name.")).toBeVisible();
      await expectAccessible(page);

      await page.goto("/console/lines");
      await page.getByRole("button", { name: "Add an account" }).click();
      await expect(page.getByRole("dialog", { name: "Add an account" })).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: /^More for / }).first().click();
      await expectAccessible(page);
      await page.getByRole("menuitem", { name: "Keys and secrets…" }).click();
      await expect(page.getByRole("dialog", { name: "Keys and secrets" })).toBeVisible();
      await expectAccessible(page);

      await page.goto("/console/storefront");
      for (const part of ["Steps", "Voices", "Questions", "Look", "Links"]) {
        await page.getByRole("button", { name: part, exact: true }).click();
        await expectAccessible(page);
      }
    });
  });
}

for (const width of [360, 390]) {
  test.describe(`at ${width} pixels`, () => {
    test.use({ viewport: { width, height: 780 }, contextOptions: calm });

    test("nothing in the console scrolls sideways, and the menu leads everywhere", async ({ page, request }) => {
      test.setTimeout(120_000);
      await bookByApi(request, "Wolfeschlegelsteinhausenbergerdorff Lindqvist");
      await signIn(page);
      for (const [path, there] of screens) {
        await page.goto(path);
        await expect(there(page)).toBeVisible();
        await page.evaluate(() => document.fonts.ready);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), path).toBeLessThanOrEqual(0);
      }
      await page.getByRole("button", { name: "Menu" }).click();
      await page.getByRole("dialog").getByRole("link", { name: /^Queue/ }).click();
      await expect(page).toHaveURL(/\/console\/queue$/);
      await expect(page.getByRole("dialog")).toBeHidden();
    });
  });
}
