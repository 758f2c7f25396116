import { expect, test } from "@playwright/test";
import { expectAccessible, listen, signIn } from "./helpers";

test("an agent is drafted, published, changed, compared and taken back", async ({ page }) => {
  const complaints = listen(page);
  const name = `Mira ${Date.now() % 10_000}`;
  await signIn(page, "/console/agents");
  await page.getByRole("button", { name: "New agent" }).click();
  await page.getByRole("button", { name: "Make the agent" }).click();
  await expect(page.getByText(/^Give it the name/)).toBeVisible();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Make the agent" }).click();
  await expect(page.getByRole("heading", { name: new RegExp(name) })).toBeVisible();
  await expect(page.getByText("Not published")).toBeVisible();

  await page.getByLabel("First words").fill("Good day, this is {{agent}}.");
  await page.getByLabel("Instructions").fill("Be brief.\nWe are at {{address}}.");
  await page.getByRole("button", { name: "address, which the words use" }).click();
  await page.getByLabel("What stands for address").fill("4 Pier Street");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Not saved yet")).toBeHidden();
  await page.getByRole("button", { name: "Publish…" }).click();
  await page.getByLabel("What is new").fill("The first words.");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const versions = page.getByRole("list", { name: "Versions" }).getByRole("listitem");
  await expect(versions).toHaveCount(1);
  await expect(versions.first()).toContainText("Speaks now");
  await expect(page.getByRole("button", { name: "Publish…" })).toBeDisabled();

  await page.getByLabel("Instructions").fill("Be very brief.\nWe are at {{address}}.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Draft differs")).toBeVisible();
  await page.getByRole("button", { name: "Compare version 1 with the draft" }).click();
  const differences = page.getByRole("list", { name: "Differences" });
  await expect(differences).toContainText("Be very brief.");
  await expect(differences).toContainText("Before: Be brief.");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Publish…" }).click();
  await expect(page.getByRole("region", { name: "What changes" })).toContainText("Be very brief.");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(versions).toHaveCount(2);

  await page.getByRole("button", { name: "Go back to version 1" }).click();
  await page.getByRole("button", { name: "Go back", exact: true }).click();
  await expect(versions).toHaveCount(3);
  await expect(versions.first()).toContainText("Speaks now");
  expect(complaints).toEqual([]);
});

test("an agent that was published is called, and the call is in the list with its words", async ({ page }) => {
  await signIn(page, "/console/voice");
  await page.getByRole("button", { name: "Call without a microphone" }).click();
  await expect(page.getByRole("log", { name: "What is said now" })).toContainText("this is");
  await page.getByRole("button", { name: "Hang up" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Hung up" })).toBeVisible();

  await page.goto("/console/calls");
  const first = page.getByRole("table", { name: "Calls" }).getByRole("row").nth(1);
  await expect(first).toContainText("From the browser");
  await expect(first).toContainText("The caller hung up");
  await expectAccessible(page);
  await first.getByRole("link").click();
  await expect(page.getByRole("list", { name: "Transcript" })).toContainText("this is");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Calls" }).last().click();
  await page.getByLabel("State").selectOption("live");
  await expect(page).toHaveURL(/state=live/);
});
