import { expect, test } from "@playwright/test";
import { expectAccessible, listen, signIn } from "./helpers";

test("a business is set up in five steps, to its first test call", async ({ page }) => {
  const complaints = listen(page);
  await signIn(page, "/console/onboarding?step=1");
  await page.getByRole("radio", { name: /Dental/ }).check();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "When are you open?" })).toBeVisible();
  await expect(page.getByRole("group", { name: "Monday", exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "What can callers book?" })).toBeVisible();
  await expect(page.getByRole("main").getByRole("list", { name: "Services" }).getByRole("listitem")).not.toHaveCount(0);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("First words").fill("Good day, {{business}}. What can I do for you?");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "Hear it yourself" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Place a test call" }).click();
  await expect(page.getByText("The call is on its way")).toBeVisible();
  await page.getByRole("button", { name: "Finish" }).click();
  await expect(page).toHaveURL(/\/console\/dashboard$/);
  expect(complaints).toEqual([]);
});
