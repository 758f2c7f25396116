import { expect, test } from "@playwright/test";
import { agentByApi, expectAccessible, expectAccessibleEverywhere, listen, signIn } from "./helpers";
import { toolServer } from "./tool-server";

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

test("a tool is added, refused, mended, tried, compared, removed and brought back", async ({ page }) => {
  const complaints = listen(page);
  const server = await toolServer({ message: "It is on its way" });
  await signIn(page, "/console/agents");
  const { id } = await agentByApi(page.request);
  await page.goto(`/console/agents/${id}`);
  const tools = page.getByRole("region", { name: "Tools" });
  await expect(tools).toContainText("A tool is an address of your own server");
  await tools.getByRole("button", { name: "Add a tool" }).click();
  const name = tools.getByLabel("Name", { exact: true }).first();
  await expect(name).toBeFocused();
  await name.fill("Find Order");
  await tools.getByLabel("When to use it").fill("Finds an order by its number.");
  await tools.getByLabel("What it does").selectOption("Send text messages");
  await expect(tools).toContainText("The agent may not do that at the moment");
  await expect(tools.getByRole("button", { name: "Try it" })).toBeDisabled();

  // What was refused is said at its field, also in a tool that was closed.
  await tools.getByText("Find Order").click();
  await expect(name).toBeHidden();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(name).toBeFocused();
  await expect(tools.getByText("Use 1 to 40 small letters, digits and _, a letter first.")).toBeVisible();
  await expect(tools.getByText("Say where the tool is asked.")).toBeVisible();
  await expect(tools.getByText("Needs a look")).toBeVisible();

  await name.fill("find_order");
  await expect(tools.getByText("Use 1 to 40 small letters", { exact: false })).toBeHidden();
  await tools.getByLabel("What it does").selectOption("Only looks something up");
  await tools.getByLabel("Address").fill(server.url);
  await tools.getByRole("button", { name: "Add something that find_order needs to know" }).click();
  const needed = tools.getByRole("group", { name: "what it needs, 1" });
  await needed.getByLabel("Name").fill("size");
  await tools.getByLabel("In words").fill("The size of the parcel.");
  await tools.getByLabel("Only these").fill("small, large");
  await tools.getByRole("button", { name: "Add something that find_order needs to know" }).click();
  const second = tools.getByRole("list", { name: "What find_order needs to know" }).getByRole("listitem").nth(1);
  await second.getByLabel("Name").fill("number");
  await second.getByLabel("What it is", { exact: true }).selectOption("A whole number");
  await second.getByLabel("In words").fill("The order's number.");
  await expectAccessibleEverywhere(page);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Not saved yet")).toBeHidden();

  await tools.getByRole("button", { name: "Try it" }).click();
  const form = tools.getByRole("form", { name: "Try find_order" });
  await form.getByLabel("size").selectOption("large");
  await form.getByRole("button", { name: "Ask it now" }).click();
  await expect(form.getByLabel("number")).toBeFocused();
  await form.getByLabel("number").fill("17");
  await form.getByRole("button", { name: "Ask it now" }).click();
  await expect(form.getByRole("status").first()).toContainText("Answered");
  await expect(form.getByLabel("What find_order answered", { exact: true })).toContainText("It is on its way");
  await expectAccessible(page);
  expect(server.asked.map(({ body }) => body.data)).toEqual([expect.objectContaining({ tool: "find_order", arguments: { size: "large", number: 17 }, test: true })]);
  expect(server.asked[0]?.headers["webhook-signature"]).toMatch(/^v1,/);

  await page.getByRole("button", { name: "Publish…" }).click();
  const changes = page.getByRole("list", { name: "Differences" });
  await expect(changes).toContainText("Tools: find_order");
  await expect(changes).toContainText("Needs number (a whole number; always): The order's number.");
  await page.getByRole("button", { name: "Not yet" }).click();

  await tools.getByRole("button", { name: "Remove find_order", exact: true }).click();
  await expect(tools.getByRole("list", { name: "Tools" })).toHaveCount(0);
  await page.locator("[data-sonner-toast]").getByRole("button", { name: "Undo" }).click();
  await expect(tools.getByRole("list", { name: "Tools" })).toContainText("find_order");
  await expect(page.getByText("Not saved yet")).toBeHidden();

  await tools.getByRole("button", { name: "New signing secret…" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Make a new one" }).click();
  const secret = page.getByRole("dialog", { name: "The signing secret of tools" });
  await expect(secret.getByText(/^whsec_/)).toBeVisible();
  await expect(secret).toContainText("signs too until");
  await secret.getByRole("button", { name: "I have kept it" }).click();
  await server.close();
  expect(complaints).toEqual([]);
});
