import { gzipSync } from "node:zlib";
import { expect, test, type Page } from "@playwright/test";
import { bookByApi, cancelByApi, expectAccessible, expectAccessibleEverywhere, signIn, waitingPage } from "./helpers";

const calm = { reducedMotion: "reduce" } as const;

/** Until a public page has loaded everything; pages of the console are never done. */
async function still(page: Page) {
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => document.fonts.ready);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme, contextOptions: calm });

    for (const width of [360, 390, 768, 1440, 1920]) {
      test(`the storefront has no barriers at ${width} pixels`, async ({ page }) => {
        await page.setViewportSize({ width, height: 900 });
        await page.goto("/");
        await expect(page.getByRole("form", { name: "Book a call" })).toBeVisible();
        await expectAccessible(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
      });
    }

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
    await page.evaluate(() => document.fonts.ready);
    // A live page is never done with its network: what is asked is that it comes to rest, not when.
    const over = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await expect.poll(over, page.url()).toBeLessThanOrEqual(0);
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

/** The doors, and what shows that they are there. */
const doors: [string, string][] = [
  ["/sign-in", "Sign in"],
  ["/register", "Register"],
  ["/forgot", "Forgot it?"],
  ["/reset?token=none", "A new password"],
  ["/verify?token=none", "This link does not work"],
  ["/invitation?token=none", "This invitation does not hold"],
];

test.describe("on any screen, light and dark,", () => {
  test.use({ contextOptions: calm });

  test("no door has barriers or scrolls sideways", async ({ page }) => {
    test.setTimeout(180_000);
    for (const [path, heading] of doors) {
      await page.goto(path);
      await expect(page.getByRole("heading", { name: heading, level: 1 })).toBeVisible();
      await expectAccessibleEverywhere(page, path);
    }
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
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeAttached();
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

/** Kilobytes of script, as sent, that a first visit may load, the form and all. */
const BUDGET = 200;

test("a first visit loads less script than its budget", async ({ page }) => {
  const sizes: Promise<number>[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith(".js")) sizes.push(response.body().then((body) => gzipSync(body).length));
  });
  await page.goto("/");
  await expect(page.getByRole("form", { name: "Book a call" })).toBeVisible();
  await still(page);
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1000;
  test.info().annotations.push({ type: "kB of script", description: total.toFixed(1) });
  expect(total).toBeGreaterThan(50);
  expect(total).toBeLessThan(BUDGET);
});

test("nothing moves for who wants no motion", async ({ browser }) => {
  const page = await browser.newPage({ reducedMotion: "reduce" });
  await page.goto("/");
  await expect(page.getByRole("form", { name: "Book a call" })).toBeVisible();
  const longest = await page.evaluate(() =>
    Math.max(
      ...Array.from(document.querySelectorAll("*"), (element) => {
        const { animationName, animationDuration, transitionDuration } = getComputedStyle(element);
        const seconds = (text: string) => Math.max(...text.split(",").map((part) => parseFloat(part) * (part.trim().endsWith("ms") ? 0.001 : 1)));
        return Math.max(animationName === "none" ? 0 : seconds(animationDuration), seconds(transitionDuration));
      }),
    ),
  );
  expect(longest).toBeLessThanOrEqual(0.002);
  await page.close();
});

test("the menu of a small screen opens, leads and closes", async ({ browser }) => {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto("/");
  const menu = page.getByRole("button", { name: "Open the menu" });
  await menu.click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Plans" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("banner").getByRole("link", { name: "Plans" })).toBeHidden();
  await expect(menu).toBeFocused();
  await menu.click();
  await page.getByRole("banner").getByRole("link", { name: "Plans" }).click();
  await expect(page).toHaveURL(/#plans$/);
  await expect(page.getByRole("button", { name: "Open the menu" })).toBeVisible();
  await page.close();
});
