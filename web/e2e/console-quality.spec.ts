import { expect, test, type Page } from "@playwright/test";
import { bookByApi, expectAccessible, expectAccessibleEverywhere, signIn } from "./helpers";

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

/** The pages of single things, which have addresses of their own. */
async function single(page: Page): Promise<typeof screens> {
  const first = async (path: string) => ((await (await page.request.get(path)).json()) as { items: { id: string }[] }).items[0]?.id ?? "none";
  return [
    [`/console/bookings/${await first("/api/operator/bookings")}`, (shown) => shown.getByRole("heading", { name: "Everything that happened" })],
    [`/console/agents/${await first("/api/agents")}`, (shown) => shown.getByRole("heading", { level: 1 })],
  ];
}

test.describe("on any screen, light and dark,", () => {
  test.use({ contextOptions: calm });

  const parts = [0, 1, 2, 3];
  for (const part of parts) {
    test(`no page of the console has barriers or scrolls sideways, part ${part + 1} of ${parts.length}`, async ({ page, request }) => {
      test.setTimeout(300_000);
      await bookByApi(request, "Wolfeschlegelsteinhausenbergerdorff Lindqvist");
      await signIn(page);
      await expect(page.getByRole("heading", { name: "Queue" })).toBeVisible();
      const all = [...screens, ...(await single(page))];
      for (const [path, there] of all.filter((_, index) => index % parts.length === part)) {
        await page.goto(path);
        await expect(there(page)).toBeVisible();
        await expectAccessibleEverywhere(page, path);
      }
    });
  }
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme, contextOptions: calm });

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

test.describe("at 360 pixels", () => {
  test.use({ viewport: { width: 360, height: 780 }, contextOptions: calm });

  test("the menu of the console leads everywhere", async ({ page }) => {
    await signIn(page);
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("dialog").getByRole("link", { name: /^Queue/ }).click();
    await expect(page).toHaveURL(/\/console\/queue$/);
    await expect(page.getByRole("dialog")).toBeHidden();
  });
});
