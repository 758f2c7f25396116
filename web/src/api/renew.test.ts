import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { renewing } from "./renew";

const refused = (code: string) => new Response(JSON.stringify({ code, detail: "No." }), { status: 401 });
const asked = vi.fn<typeof fetch>();

beforeEach(() => {
  asked.mockReset().mockImplementation(() => Promise.resolve(new Response(null, { status: 204 })));
  vi.stubGlobal("fetch", asked);
  vi.stubGlobal("navigator", {});
});
afterEach(() => vi.unstubAllGlobals());

it("an access token that has run out is renewed, and the request goes once more", async () => {
  const answers = [refused("not_signed_in"), new Response("{}")];
  const sent = vi.fn(() => Promise.resolve(answers.shift() ?? Response.error()));
  expect((await renewing(new Request("http://page/api/operator/overview"), sent)).status).toBe(200);
  expect(sent).toHaveBeenCalledTimes(2);
  expect(asked).toHaveBeenCalledTimes(1);
});

it.each(["wrong_credentials", "wrong_code", "second_factor_needed"])("%s is not guessed twice", async (code) => {
  const sent = vi.fn(() => Promise.resolve(refused(code)));
  expect((await renewing(new Request("http://page/api/user/password", { method: "POST", body: "{}" }), sent)).status).toBe(401);
  expect(sent).toHaveBeenCalledTimes(1);
  expect(asked).not.toHaveBeenCalled();
});
