import { createServer } from "node:net";
import { chromium, expect, test } from "@playwright/test";
import lighthouse, { desktopConfig } from "lighthouse";

/** What each page must reach, out of 100. */
const AIM = 95;

const freePort = () =>
  new Promise<number>((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === "object" ? done(address.port) : fail(new Error("no free port"))));
    });
  });

for (const device of ["phone", "desktop"] as const) {
  test(`the storefront on a ${device}`, async ({ baseURL, launchOptions }) => {
    const port = await freePort();
    const browser = await chromium.launch({ ...launchOptions, args: [...(launchOptions.args ?? []), `--remote-debugging-port=${port}`] });
    try {
      const result = await lighthouse(
        `${baseURL ?? ""}/`,
        { port, onlyCategories: ["performance", "accessibility", "best-practices", "seo"], logLevel: "error" },
        device === "desktop" ? desktopConfig : undefined,
      );
      const { categories, audits } = result?.lhr ?? {};
      const scores = Object.fromEntries(Object.entries(categories ?? {}).map(([name, { score }]) => [name, Math.round((score ?? 0) * 100)]));
      const times = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"]
        .map((name) => `${name} ${audits?.[name]?.displayValue ?? "?"}`)
        .join(", ");
      const lost = Object.values(audits ?? {})
        .filter(({ score, scoreDisplayMode, id }) => scoreDisplayMode === "binary" && score === 0 && id !== "bf-cache")
        .map(({ id }) => id);
      process.stdout.write(`${device}: ${JSON.stringify(scores)} (${times})${lost.length > 0 ? ` not passed: ${lost.join(", ")}` : ""}\n`);
      expect(scores.performance).toBeGreaterThanOrEqual(AIM);
      expect(scores.accessibility).toBeGreaterThanOrEqual(AIM);
    } finally {
      await browser.close();
    }
  });
}
