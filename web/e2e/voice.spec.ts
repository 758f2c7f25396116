import { expect, test } from "@playwright/test";
import { expectAccessible, expectCallerHeard, listen, signIn } from "./helpers";

test("somebody calls an agent from the browser, hears and reads it, presses a key and hangs up", async ({ page }) => {
  const complaints = listen(page);
  await signIn(page, "/console/voice");
  const said = page.getByRole("region", { name: "What is said" });
  await expect(said).toContainText("Nobody is on the line");
  await expectAccessible(page);

  await page.getByRole("button", { name: "Call", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "On the line" })).toBeVisible();
  const transcript = page.getByRole("log", { name: "What is said now" });
  await expectCallerHeard(page);
  // Muted, their turn is over.
  await page.getByRole("button", { name: "Mute" }).click();
  await expect(page.getByRole("button", { name: "Mute" })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("figure", { name: "How long replies took" })).toContainText(/\d+ ms/);
  await page.getByRole("button", { name: "Keys" }).click();
  await page.getByRole("group", { name: "Keys" }).getByRole("button", { name: "5" }).click();
  await expectAccessible(page);

  await page.getByRole("button", { name: "Hang up" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Hung up" })).toBeVisible();
  await expect(transcript).toContainText("Caller");
  await expect(page.getByRole("button", { name: "Call again" })).toBeVisible();
  expect(complaints).toEqual([]);
});

test("who has no microphone listens and writes", async ({ page }) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("none", "NotFoundError"));
  });
  await signIn(page, "/console/voice");
  await page.getByRole("button", { name: "Call", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("There is no microphone");
  await page.getByRole("button", { name: "Call without a microphone" }).click();
  // Whichever agent it is, and however it greets.
  await expect(page.getByRole("log", { name: "What is said now" }).getByRole("listitem")).not.toHaveCount(0);
  await expect(page.getByRole("alert")).toHaveCount(0);
  const words = page.getByRole("textbox", { name: "Write in place of speaking" });
  await expect(page.getByRole("button", { name: "Send" })).toBeDisabled();
  await words.fill("Are you open on Friday?");
  await words.press("Enter");
  await expect(words).toHaveValue("");
  await expect(page.getByRole("log", { name: "What is said now" })).toContainText("Are you open on Friday?");
  await expect(page.getByRole("figure", { name: "How long replies took" })).toContainText(/\d+ ms/);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Hang up" }).click();
  await expect(words).toHaveCount(0);
});
