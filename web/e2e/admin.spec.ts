import { expect, test } from "@playwright/test";
import { expectAccessible, listen, register, signIn } from "./helpers";

test("whoever looks after the installation suspends an organisation, lets it work again and looks into it", async ({ page, browser }) => {
  const complaints = listen(page);
  const name = `Quiet Quay ${Date.now()}`;
  const theirs = await browser.newContext();
  await register(theirs.request, { organisation: name, name: "Quentin Quay", email: `quay.${Date.now()}@example.com` });
  const owner = await theirs.newPage();

  await signIn(page, "/console/admin");
  await expect(page.getByRole("heading", { name: "Organisations", level: 1 })).toBeVisible();
  await page.getByRole("search").getByRole("searchbox").fill(name);
  const row = page.getByRole("table", { name: "Organisations" }).getByRole("row", { name: new RegExp(name) });
  await expect(row).toHaveCount(1);
  await expect(page).toHaveURL(/q=Quiet/);
  await expectAccessible(page);

  const choose = async (deed: string) => {
    await page.getByRole("button", { name: `More for ${name}` }).click();
    await page.getByRole("menuitem", { name: deed }).click();
  };
  await choose("Suspend…");
  await page.getByRole("button", { name: "Suspend it" }).click();
  await expect(page.getByText("Say why, in a few words.")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Reason").fill("Unpaid since May");
  await page.getByRole("button", { name: "Suspend it" }).click();
  await expect(row).toContainText("Suspended");
  await expect(row).toContainText("Unpaid since May");

  // Its people are told why, and still reach what is their own.
  await owner.goto("/console/calls");
  await expect(owner.getByRole("heading", { name: `${name} is suspended` })).toBeVisible();
  await expect(owner.getByRole("main")).toContainText("Unpaid since May");
  await expectAccessible(owner);
  await owner.getByRole("main").getByRole("link", { name: "your account" }).click();
  await expect(owner.getByRole("heading", { name: "Your account", exact: true })).toBeVisible();

  await choose("Let it work again…");
  await page.getByLabel("Reason").fill("Paid");
  await page.getByRole("button", { name: "Let it work" }).click();
  await expect(row).not.toContainText("Suspended");
  await owner.goto("/console/calls");
  await expect(owner.getByRole("heading", { name: "Calls", level: 1 })).toBeVisible();

  await choose("Look into it…");
  await page.getByLabel("Reason").fill("Asked by Quentin for help");
  await page.getByRole("button", { name: "Look into it", exact: true }).click();
  const visit = page.getByRole("region", { name: "Your visit" });
  await expect(visit).toContainText(name);
  await expectAccessible(page);
  await page.goto("/console/settings/connections");
  await expect(visit).toBeVisible();
  await expect(page.getByRole("button", { name: "Connect Vapi" })).toHaveCount(0);
  await visit.getByRole("button", { name: "End the visit" }).click();
  await expect(page).toHaveURL(/\/console\/admin$/);
  await expect(visit).toHaveCount(0);

  await owner.goto("/console/team/audit");
  await expect(owner.getByRole("list", { name: "Changes" })).toContainText("looked into");
  await theirs.close();
  expect(complaints).toEqual([]);
});

test("nobody else sees the organisations of the installation", async ({ browser }) => {
  const context = await browser.newContext();
  await register(context.request, { organisation: "Plain", name: "Pia Plain", email: `plain.${Date.now()}@example.com` });
  const page = await context.newPage();
  await page.goto("/console/admin");
  await expect(page.getByText("For whoever looks after the installation")).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Console" }).getByRole("link", { name: "Organisations" })).toHaveCount(0);
  await context.close();
});
