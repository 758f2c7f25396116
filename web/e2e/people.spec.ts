import { createHmac } from "node:crypto";
import { expect, test, type Page } from "@playwright/test";
import { expectAccessible, listen, signIn } from "./helpers";

const PASSWORD = "violet-harbour-37-mango";

/** The link of the newest mail with this subject to somebody, once it has come. */
async function linkInMail(page: Page, to: string, subject: string | RegExp): Promise<string> {
  let link = "";
  await expect
    .poll(async () => {
      const answer = await page.request.get(`${process.env.RINGWRIGHT_E2E_SANDBOX ?? ""}/sandbox/api/mails?to=${encodeURIComponent(to)}`);
      const mails = (await answer.json()) as { subject: string; links: string[] }[];
      link = mails.find((mail) => (typeof subject === "string" ? mail.subject === subject : subject.test(mail.subject)))?.links[0] ?? "";
      return link;
    })
    .not.toBe("");
  const { pathname, search } = new URL(link);
  return pathname + search;
}

/** What an authenticator shows, so many steps of half a minute from now. */
function authenticator(secret: string, ahead = 0): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = Array.from(secret.replace(/[=\s]/g, ""), (letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

test("somebody registers, confirms the address, sets up the second factor and signs in with it", async ({ page }) => {
  const complaints = listen(page);
  const email = `asa.${Date.now()}@example.com`;
  await page.goto("/login");
  await page.getByRole("link", { name: "Register your organisation" }).click();
  await expect(page).toHaveURL(/\/register$/);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Register" }).click();
  await expect(page.getByLabel("Your business")).toBeFocused();
  await expect(page.getByText("Enter the name of your business.")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Your business").fill("Harbour Dental");
  await page.getByLabel("Your name").fill("Åsa Ek");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("password");
  await expect(page.getByRole("status")).toContainText("Choose another");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await expect(page.getByRole("status")).toContainText(/good/i);
  await page.getByRole("checkbox", { name: /agree to the terms/ }).check();
  await page.getByRole("button", { name: "Register" }).click();
  await expect(page).toHaveURL(/\/console/);

  await page.goto("/console/account");
  await expect(page.getByText("Not confirmed")).toBeVisible();
  await page.goto(await linkInMail(page, email, "Confirm your mail address"));
  await expect(page.getByRole("heading", { name: "Thank you" })).toBeVisible();
  // The secret of the link does not stay in the address.
  await expect(page).toHaveURL(/\/verify$/);
  await page.getByRole("link", { name: "Go to the console" }).click();
  await page.goto("/console/account");
  await expect(page.getByText("Confirmed", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Set it up" }).click();
  await expect(page.getByRole("img", { name: "Code for your authenticator" })).toBeVisible();
  await page.getByText("Or type it by hand").click();
  const secret = (await page.getByRole("dialog").locator("code").textContent()) ?? "";
  await expectAccessible(page);
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("button", { name: "Switch it on" }).click();
  await expect(page.getByRole("alert")).toContainText("This code is wrong");
  await page.getByLabel("Code", { exact: true }).fill(authenticator(secret));
  await page.getByRole("button", { name: "Switch it on" }).click();
  await expect(page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem")).not.toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("button", { name: "I have kept them" }).click();

  await page.getByRole("button", { name: /^Sign out Åsa/ }).click();
  await expect(page).toHaveURL(/\/login/);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "One more step" })).toBeVisible();
  await expect(page.getByLabel("Code")).toBeFocused();
  await expectAccessible(page);
  // The code that switched it on is used; that of the next half minute is taken already.
  await page.getByLabel("Code").fill(authenticator(secret, 1));
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(/\/console/);
  expect(complaints).toEqual([]);
});

test("somebody is invited, joins, gets another role, chooses another password and is removed", async ({ page, browser }) => {
  const email = `ines.${Date.now()}@example.com`;
  await signIn(page, "/console/team");
  await page.getByRole("button", { name: "Invite somebody" }).click();
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("radio", { name: /Viewer/ }).check();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Send the invitation" }).click();
  await expect(page.getByRole("region", { name: "Invited, not here yet" })).toContainText(email);

  const other = await browser.newContext();
  const guest = await other.newPage();
  await guest.goto(await linkInMail(page, email, /^Join /));
  await expect(guest.getByRole("heading", { name: /^Join / })).toBeVisible();
  await expect(guest).toHaveURL(/\/invitation$/);
  await expectAccessible(guest);
  await guest.getByLabel("Your name").fill("Inês Duarte");
  await guest.getByLabel("Choose a password").fill(PASSWORD);
  await guest.getByRole("button", { name: "Join" }).click();
  await expect(guest).toHaveURL(/\/console/);
  await guest.goto("/console/developers/keys");
  await expect(guest.getByText("For administrators")).toBeVisible();

  await page.reload();
  await page.getByRole("combobox", { name: "Role of Inês Duarte" }).selectOption("operator");
  await expect(page.getByText("Inês Duarte is operator now.")).toBeVisible();

  await guest.goto("/forgot");
  await guest.getByLabel("E-mail").fill(email);
  await guest.getByRole("button", { name: "Send me the link" }).click();
  await expect(guest.getByRole("heading", { name: "Look into your mail" })).toBeVisible();
  await guest.goto(await linkInMail(page, email, "Choose a new password"));
  await guest.getByLabel("New password").fill("amber-lantern-52-quartz");
  await guest.getByRole("button", { name: "Keep this password" }).click();
  await guest.getByRole("link", { name: "Sign in" }).click();
  await guest.getByLabel("E-mail").fill(email);
  await guest.getByLabel("Password", { exact: true }).fill("amber-lantern-52-quartz");
  await guest.getByRole("button", { name: "Sign in" }).click();
  await expect(guest).toHaveURL(/\/console/);

  await page.getByRole("button", { name: "More for Inês Duarte" }).click();
  await page.getByRole("menuitem", { name: "Remove…" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByRole("table", { name: "Members" })).not.toContainText("Inês");
  expect((await other.request.get("/api/operator/plans")).status()).toBe(401);
  await other.close();

  await page.getByRole("link", { name: "Trail of changes" }).click();
  const changes = page.getByRole("list", { name: "Changes" });
  await expect(changes).toContainText(email);
  await expectAccessible(page);
});

test("a program gets a key with no more than it needs, and loses it", async ({ page, playwright }) => {
  await signIn(page, "/console/developers/keys");
  await page.getByRole("button", { name: "Make a key" }).click();
  await page.getByRole("button", { name: "Make the key" }).click();
  await expect(page.getByText("Let it do at least one thing.")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Name").fill("Bookkeeping");
  await page.getByRole("combobox", { name: "Bookings and the queue" }).selectOption("read");
  await page.getByRole("button", { name: "Make the key" }).click();
  const dialog = page.getByRole("dialog", { name: "The key" });
  const key = ((await dialog.locator("code").first().textContent()) ?? "").trim();
  expect(key).toMatch(/^rw_live_/);
  await expectAccessible(page);
  await page.keyboard.press("Escape");

  const program = await playwright.request.newContext({ baseURL: process.env.RINGWRIGHT_E2E_URL ?? "", extraHTTPHeaders: { authorization: `Bearer ${key}` } });
  expect((await program.get("/api/operator/bookings")).status()).toBe(200);
  expect((await program.get("/api/operator/plans")).status()).toBe(403);
  await page.reload();
  const row = page.getByRole("row", { name: /Bookkeeping/ });
  await expect(row).toContainText("Bookings and the queue");
  await page.getByRole("button", { name: "Revoke Bookkeeping" }).click();
  await page.getByRole("button", { name: "Revoke it" }).click();
  await expect(row).toHaveCount(0);
  expect((await program.get("/api/operator/bookings")).status()).toBe(401);
  await program.dispose();
});
