import { defineConfig } from "@playwright/test";
import { microphone } from "./e2e/microphone";
import { findHouse, strangersHouse } from "./e2e/house";

// The stories run against the real program, started by `e2e/global-setup.ts` once for each worker.
export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/global-setup.ts",
  fullyParallel: false,
  workers: strangersHouse() ? 1 : 2,
  forbidOnly: Boolean(process.env.CI),
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: process.env.CI ? [["list"], ["html", { open: "never" }]] : "list",
  use: {
    baseURL: findHouse()?.url ?? "http://127.0.0.1:8787",
    locale: "en-US",
    timezoneId: "America/New_York",
    viewport: { width: 1280, height: 900 },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // A microphone at which somebody says hello, and which nobody has to allow.
        "--use-fake-device-for-media-stream",
        `--use-file-for-fake-audio-capture=${microphone()}`,
        "--use-fake-ui-for-media-stream",
      ],
    },
  },
});
