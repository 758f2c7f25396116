import { expect, test, type Page } from "@playwright/test";
import { expectAccessible, expectAccessibleEverywhere, expectCallerHeard, listen, signIn } from "./helpers";

/** Whether calls are recorded from now on. */
async function record(page: Page, recording: boolean) {
  const config = (await (await page.request.get("/api/organizations/config")).json()) as { consent: object };
  const changed = await page.request.put("/api/organizations/config", {
    data: { ...config, consent: { recording, announcement: recording ? "This call is recorded." : "" } },
  });
  expect(changed.ok(), await changed.text()).toBe(true);
}

/** Calls an agent from the browser, says something, hears the answer and hangs up. */
async function call(page: Page) {
  await page.goto("/console/voice");
  await page.getByRole("button", { name: "Call", exact: true }).click();
  await expectCallerHeard(page);
  await page.getByRole("button", { name: "Mute" }).click();
  await expect(page.getByRole("figure", { name: "How long replies took" })).toContainText(/\d+ ms/);
  await page.getByRole("button", { name: "Hang up" }).click();
}

test("a recorded call is read and heard in step, measured, and its recording deleted for good", async ({ page }) => {
  const complaints = listen(page);
  await signIn(page);
  await record(page, true);
  await call(page);
  await page.goto("/console/calls");
  await page.getByRole("table", { name: "Calls" }).getByRole("link", { name: "From the browser" }).first().click();

  const player = page.getByRole("region", { name: "Recording" });
  await expect(player.getByRole("button", { name: "Play" })).toBeVisible({ timeout: 30_000 });
  const place = player.getByRole("slider", { name: "Place in the recording" });
  await expect(place).toHaveAttribute("aria-valuetext", /^0:00 of \d+:\d\d$/);
  await expectAccessibleEverywhere(page);

  await player.getByRole("button", { name: "Play" }).click();
  await expect(player.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect.poll(async () => Number(await place.inputValue())).toBeGreaterThan(0.5);
  const words = page.getByRole("group", { name: "Words in step with the sound" });
  await expect(words.locator("[aria-current]")).toHaveCount(1);
  await player.getByRole("button", { name: "Pause" }).click();

  // The keys lead through it as the pointer does.
  await place.focus();
  await page.keyboard.press("Home");
  await expect(place).toHaveAttribute("aria-valuetext", /^0:00/);
  await page.keyboard.press("ArrowRight");
  await expect(place).toHaveAttribute("aria-valuetext", /^0:0[1-5]/);
  await page.keyboard.press("Home");
  await page.keyboard.press("Space");
  await expect(player.getByRole("button", { name: "Pause" })).toBeVisible();
  await page.keyboard.press("Space");

  // A line leads to where it is heard.
  const second = words.getByRole("button").nth(1);
  await second.click();
  await expect(second).toHaveAttribute("aria-current", "true");
  await player.getByRole("button", { name: "Pause" }).click();
  await expectAccessible(page);

  await expect(page.getByRole("table", { name: "Where the time went" })).toContainText(/Reply heard.*\d+ ms/);
  await expect(page.getByRole("region", { name: "What it cost" })).toContainText("letters spoken");

  await player.getByRole("button", { name: "Delete the recording" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Delete it" }).click();
  await expect(page.getByText("There was a recording; it is deleted.")).toBeVisible();
  await expect(player).toHaveCount(0);
  await expectAccessible(page);
  expect(complaints).toEqual([]);
});

test("a call that was not recorded says so", async ({ page }) => {
  await signIn(page);
  await record(page, false);
  await call(page);
  await page.goto("/console/calls");
  await page.getByRole("table", { name: "Calls" }).getByRole("link", { name: "From the browser" }).first().click();
  await expect(page.getByText(/This call was not recorded/)).toBeVisible();
  await page.getByRole("link", { name: "consent and keeping" }).click();
  await expect(page.getByRole("switch", { name: "Record calls" })).not.toBeChecked();
});

test("a call that is not there says so", async ({ page }) => {
  await signIn(page);
  await page.goto("/console/calls/call_00000000000000000000000000");
  await expect(page.getByText("There is no such call")).toBeVisible();
  await expectAccessibleEverywhere(page);
  await page.getByRole("link", { name: "Show all calls" }).click();
  await expect(page.getByRole("heading", { name: "Calls", level: 1 })).toBeVisible();
});
