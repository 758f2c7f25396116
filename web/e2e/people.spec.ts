import { createHmac } from "node:crypto";
import { expect, test, type Page } from "@playwright/test";
import { expectAccessible, listen, PASSWORD, register, signIn } from "./helpers";
import { house } from "./house";

/** The link of the newest mail with this subject to somebody, once it has come. */
async function linkInMail(page: Page, to: string, subject: string | RegExp): Promise<string> {
  let link = "";
  await expect
    .poll(async () => {
      const answer = await page.request.get(`${house().sandbox}/sandbox/api/mails?to=${encodeURIComponent(to)}`);
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
  await page.getByRole("dialog").getByLabel("Password", { exact: true }).fill(PASSWORD);
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

  const program = await playwright.request.newContext({ baseURL: house().url, extraHTTPHeaders: { authorization: `Bearer ${key}` } });
  expect((await program.get("/api/operator/bookings")).status()).toBe(200);
  expect((await program.get("/api/operator/plans")).status()).toBe(403);
  await page.reload();
  const row = page.getByRole("row", { name: /Bookkeeping/ });
  await expect(row).toContainText("Bookings and the queue");
  await page.getByRole("button", { name: "Revoke Bookkeeping" }).click();
  await page.getByRole("button", { name: "Revoke it" }).click();
  // While the question is open, nothing behind it can be seen.
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await expect(row).toHaveCount(0);
  expect((await program.get("/api/operator/bookings")).status()).toBe(401);
  await program.dispose();
});

test("somebody looks after their own profile, chooses another password and deletes the account", async ({ page }) => {
  const complaints = listen(page);
  const email = `kim.${Date.now()}@example.com`;
  await register(page.request, { organisation: "Kim's Kiosk", name: "Kim", email, timeZone: "Europe/Berlin" });
  await page.goto("/console/account");

  const you = page.getByRole("region", { name: "You", exact: true });
  await you.getByLabel("Name").fill("");
  await you.getByLabel("Name").press("Enter");
  await expect(you.getByText("Enter your name.")).toBeVisible();
  await you.getByLabel("Name").fill("Kim Okafor");
  await you.getByLabel("Dates as written in").selectOption("de");
  await you.getByLabel("Times as in").selectOption("Asia/Tokyo");
  await you.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Your profile is saved.")).toBeVisible();
  await expect(you.getByText(/GMT\+9|JST/)).toBeVisible();
  await expectAccessible(page);

  const liking = page.getByRole("region", { name: "How you like the page" });
  await liking.getByRole("button", { name: "Dark" }).click();
  await liking.getByRole("button", { name: "Compact" }).click();
  await liking.getByLabel("Begin with").selectOption("/console/calls");
  await liking.getByRole("switch", { name: "Payments" }).click();
  const kept = async (): Promise<unknown> => (await page.request.get("/api/user/preferences")).json();
  await expect.poll(kept).toEqual({
    theme: "dark",
    density: "compact",
    startPage: "/console/calls",
    notifications: { payments: false },
  });
  await expectAccessible(page);
  // It is kept with the person and not with the browser.
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.locator("html")).toHaveAttribute("data-density", "compact");
  await expect(liking.getByRole("switch", { name: "Payments" })).not.toBeChecked();

  await page.getByRole("button", { name: "Choose another", exact: true }).click();
  await page.getByLabel("The one you have").fill("not-my-password-at-all");
  await page.getByLabel("The new one").fill("amber-lantern-52-quartz");
  await page.getByRole("button", { name: "Change it" }).click();
  await expect(page.getByText("This is not your password.")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("The one you have").fill(PASSWORD);
  await page.getByRole("button", { name: "Change it" }).click();
  await expect(page.getByText("Your new password holds.")).toBeVisible();

  await page.getByRole("button", { name: /^Sign out Kim/ }).click();
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("amber-lantern-52-quartz");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/console\/calls$/);

  await page.goto("/console/account");
  await page.getByRole("button", { name: "Delete my account…" }).click();
  await page.getByRole("button", { name: "Delete my account", exact: true }).click();
  await expect(page.getByText(/so that it does not happen by mistake/)).toBeVisible();
  await expect(page.getByLabel("Your mail address")).toBeFocused();
  await page.getByLabel("Your mail address").fill(email);
  await page.getByRole("textbox", { name: "Password" }).fill("amber-lantern-52-quartz");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Delete my account", exact: true }).click();
  // Nobody else owns the business: it would be left alone.
  await expect(page.getByRole("alert")).toContainText(/owner/);
  expect(complaints).toEqual([]);
});

test("somebody leaves one of their organisations, and somebody deletes an account on which nothing hangs", async ({ page, browser }) => {
  const stamp = Date.now();
  const [boss, helper, guest] = ["boss", "helper", "guest"].map((name) => `${name}.${stamp}@example.com`) as [string, string, string];
  await register(page.request, { organisation: "First Firm", name: "Bo Brandt", email: boss });
  const join = async (email: string, name: string) => {
    expect((await page.request.post("/api/team/invitations", { data: { email, role: "operator" } })).status()).toBe(201);
    const token = new URL(await linkInMail(page, email, /^Join /), "http://page").searchParams.get("token") ?? "";
    const context = await browser.newContext();
    const joined = await context.request.post(`/api/auth/invitations/${token}/accept`, { data: { name, password: PASSWORD } });
    expect(joined.status()).toBe(200);
    return await context.newPage();
  };

  const first = await join(helper, "Hedda Helper");
  const made = await first.request.post("/api/onboarding/create-organization", { data: { name: "Second Firm" } });
  expect(made.status()).toBe(201);
  await first.goto("/console/account");
  const places = first.getByRole("list", { name: "Organisations" });
  await expect(places.getByRole("listitem")).toHaveCount(2);
  await first.getByRole("button", { name: "Leave Second Firm" }).click();
  await first.getByRole("button", { name: "Leave it" }).click();
  await expect(first.getByText(/last owner|owner/).last()).toBeVisible();
  await first.getByRole("button", { name: "Leave First Firm" }).click();
  await expectAccessible(first);
  await first.getByRole("button", { name: "Leave it" }).click();
  await expect(places.getByRole("listitem")).toHaveCount(1);
  await expect(places).toContainText("Second Firm");
  await first.context().close();

  const second = await join(guest, "Gus Guest");
  await second.goto("/console/account");
  await second.getByRole("button", { name: "Delete my account…" }).click();
  await second.getByLabel("Your mail address").fill(guest);
  await second.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
  await second.getByRole("button", { name: "Delete my account", exact: true }).click();
  await expect(second).toHaveURL(/\/$/);
  expect((await second.request.get("/api/auth/session")).status()).toBe(401);
  await second.context().close();

  await page.goto("/console/team");
  await expect(page.getByRole("table", { name: "Members" })).toContainText("Bo Brandt");
  await expect(page.getByRole("table", { name: "Members" })).not.toContainText(/Hedda|Gus/);
});

test("somebody signs in with Google, and is told why when they cannot", async ({ page }) => {
  const complaints = listen(page);
  const go = async (email: string) => {
    await page.getByRole("link", { name: "Continue with Google" }).click();
    await page.getByLabel("Mail address").fill(email);
  };
  await page.goto("/sign-in?next=/console/calls");
  await expect(page.getByRole("link", { name: "Continue with Google" })).toBeVisible();
  await expectAccessible(page);

  await go(`nobody.${Date.now()}@example.com`);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(/\/sign-in\?problem=not_signed_up/);
  await expect(page.getByRole("alert")).toContainText("There is no account");
  await expectAccessible(page);

  await go("demo@example.com");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("alert")).toContainText("Google did not confirm who you are");

  await page.goto("/sign-in?next=/console/calls");
  await go("demo@example.com");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(/\/console\/calls$/);
  await page.goto("/console/account");
  await expect(page.getByText("Signs in with Google")).toBeVisible();
  expect(complaints).toEqual([]);
});

test("Google does not stand in for the second factor", async ({ page }) => {
  const email = `two.${Date.now()}@example.com`;
  await register(page.request, { organisation: "Two Factors", name: "Tove Two", email });
  await page.goto(await linkInMail(page, email, "Confirm your mail address"));
  await expect(page.getByRole("heading", { name: "Thank you" })).toBeVisible();
  const { secret } = (await (await page.request.post("/api/auth/totp", { data: {} })).json()) as { secret: string };
  const on = await page.request.post("/api/auth/totp/confirm", { data: { code: authenticator(secret), password: PASSWORD } });
  expect(on.ok(), await on.text()).toBe(true);
  await page.request.post("/api/auth/sign-out", { data: {} });

  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Continue with Google" }).click();
  await page.getByLabel("Mail address").fill(email);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "One more step" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Continue with Google" })).toHaveCount(0);
  await expectAccessible(page);
  // The code that switched it on is used; that of the next half minute is taken already.
  await page.getByLabel("Code").fill(authenticator(secret, 1));
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(/\/console/);
  await expect(page.getByRole("link", { name: /Tove Two/ })).toBeVisible();
});
