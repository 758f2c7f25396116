import { defineConfig } from "@playwright/test";
import stories from "./playwright.config";

// Scores of the built page, apart from the stories: `npm run lighthouse`. A busy machine measures itself, so let it rest.
export default defineConfig({ ...stories, testDir: "lighthouse", timeout: 240_000 });
