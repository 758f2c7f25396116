import { expect, test, type Page } from "@playwright/test";
import { bookByApi, cancelByApi, expectAccessible, signIn, waitingPage } from "./helpers";

const calm = { reducedMotion: "reduce" } as const;

async function still(page: Page) {
  await page.waitForLoadState("networkidle").catch(() => undefined);
  await page.evaluate(() => document.fonts.ready);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme, contextOptions: calm });

    test("the storefront has no barriers, with and without errors", async ({ page }) => {
      await page.goto("/");
      await expect(page.getByRole("form", { name: "Book a call" })).toBeVisible();
      await expectAccessible(page);
      await page.getByText("At a time").click();
      await page.getByRole("button", { name: /Continue to payment/ }).click();
      await expect(page.getByText("Choose a day and a time.")).toBeVisible();
      await expectAccessible(page);
    });

    test("the waiting page has no barriers, open, asking and ended", async ({ page, request }) => {
      const booked = await bookByApi(request);
      await page.goto(waitingPage(booked));
      await expect(page.getByRole("heading", { name: "One step left: the payment" })).toBeVisible();
      await expectAccessible(page);
      await page.getByRole("button", { name: "Change number" }).click();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Cancel the call" }).click();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await cancelByApi(request, booked);
      await expect(page.getByRole("heading", { name: "This call is cancelled" })).toBeVisible();
      await expectAccessible(page);
    });

    test("the sign-in and the console have no barriers", async ({ page, request }) => {
      const { id } = await bookByApi(request);
      await page.goto("/login");
      await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
      await expectAccessible(page);
      await signIn(page);
      await expect(page.getByRole("heading", { name: "Queue" })).toBeVisible();
      await expect(page.getByRole("img", { name: /^Lines of / }).first()).toBeVisible();
      await expectAccessible(page);
      await page.goto("/console/bookings");
      await expect(page.getByRole("table")).toBeVisible();
      await expectAccessible(page);
      await page.goto(`/console/bookings/${id}`);
      await expect(page.getByRole("heading", { name: "Everything that happened" })).toBeVisible();
      await expectAccessible(page);
      await page.goto("/console/nowhere");
      await expect(page.getByRole("heading", { name: "Nobody answers here" })).toBeVisible();
      await expectAccessible(page);
    });
  });
}

test.describe("at 360 pixels", () => {
  test.use({ viewport: { width: 360, height: 740 }, contextOptions: calm });

  async function expectNoSideways(page: Page) {
    await still(page);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over, page.url()).toBeLessThanOrEqual(0);
  }

  test("nothing scrolls sideways", async ({ page, request }) => {
    const booked = await bookByApi(request, "Wolfeschlegelsteinhausenbergerdorff Lindqvist");
    await page.goto("/");
    await expect(page.getByRole("form", { name: "Book a call" })).toBeVisible();
    await expectNoSideways(page);
    await page.goto(waitingPage(booked));
    await expect(page.getByRole("heading", { name: "One step left: the payment" })).toBeVisible();
    await expectNoSideways(page);
    await page.goto("/no/such/page");
    await expectNoSideways(page);
    await signIn(page);
    await expect(page.getByRole("img", { name: /^Lines of / }).first()).toBeVisible();
    await expectNoSideways(page);
    await page.goto("/console/bookings");
    await expect(page.getByRole("table")).toBeVisible();
    await expectNoSideways(page);
    await page.goto(`/console/bookings/${booked.id}`);
    await expect(page.getByRole("heading", { name: "Everything that happened" })).toBeVisible();
    await expectNoSideways(page);
  });
});

test("the theme is remembered and there before the first paint", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: /^Theme: system/ }).click();
  await page.getByRole("button", { name: /^Theme: light/ }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload({ waitUntil: "commit" });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.getByRole("button", { name: /^Theme: dark/ }).click();
  await expect(page.locator("html")).not.toHaveAttribute("data-theme");
});

test("the keyboard reaches the content first", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
});

test("a visitor loads nothing of the console", async ({ page }) => {
  const scripts: string[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith(".js")) scripts.push(new URL(response.url()).pathname);
  });
  await page.goto("/");
  await expect(page.getByRole("form", { name: "Book a call" })).toBeVisible();
  await still(page);
  expect(scripts.length).toBeGreaterThan(1);
  expect(scripts.filter((path) => /console|overview|bookings/.test(path))).toEqual([]);
});
