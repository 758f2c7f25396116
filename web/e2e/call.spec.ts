import { expect, test, type Page } from "@playwright/test";
import { agentByApi, expectAccessible, expectAccessibleEverywhere, expectCallerHeard, listen, signIn } from "./helpers";
import { toolServer } from "./tool-server";

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

test("what the agent asked a tool stands between what was said", async ({ page }) => {
  const complaints = listen(page);
  const server = await toolServer({ message: "It is on its way" });
  await signIn(page);
  const number = { name: "number", kind: "text", description: "The order's number.", required: true };
  const { id } = await agentByApi(page.request, [{ name: "find_order", description: "Finds an order.", url: server.url, parameters: [number] }]);
  await page.goto(`/console/voice?agent=${id}`);
  await page.getByRole("button", { name: "Call without a microphone" }).click();
  const log = page.getByRole("log", { name: "What is said now" });
  await expect(log.getByRole("listitem")).not.toHaveCount(0);
  const words = page.getByRole("textbox", { name: "Write in place of speaking" });
  await words.fill("Where is my order?");
  await words.press("Enter");
  await expect(log).toContainText("It is on its way");
  await page.getByRole("button", { name: "Hang up" }).click();

  await page.goto("/console/calls");
  await page.getByRole("table", { name: "Calls" }).getByRole("link", { name: "From the browser" }).first().click();
  const parts = page.getByRole("list", { name: "Transcript" }).getByRole("listitem");
  const tool = parts.filter({ hasText: "find_order" });
  await expect(tool).toContainText(/The agent asked find_order\s*Answered\s*\d+ ms/);
  const all = await parts.allTextContents();
  const at = (said: string) => all.findIndex((text) => text.includes(said));
  expect(at("Where is my order?")).toBeLessThan(at("find_order"));
  expect(at("find_order")).toBeLessThan(at("I have looked"));
  await tool.getByText("find_order").click();
  await expect(tool.getByLabel("What it was told: find_order", { exact: true })).toContainText('"number"');
  await expect(tool.getByLabel("What it brought: find_order", { exact: true })).toContainText("It is on its way");
  await expect(page.getByRole("region", { name: "What happened" })).toContainText(/find_order answered in \d+\sms/);
  await expectAccessibleEverywhere(page);
  await server.close();
  expect(complaints).toEqual([]);
});

test("a call that is not there says so", async ({ page }) => {
  await signIn(page);
  await page.goto("/console/calls/call_00000000000000000000000000");
  await expect(page.getByText("There is no such call")).toBeVisible();
  await expectAccessibleEverywhere(page);
  await page.getByRole("link", { name: "Show all calls" }).click();
  await expect(page.getByRole("heading", { name: "Calls", level: 1 })).toBeVisible();
});
