import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// During development the page is served by Vite and the API by a running server
// (`ringwright serve`, or `npm run mock`).
const server = process.env.RINGWRIGHT_URL ?? "http://127.0.0.1:8787";

/**
 * The fonts are known before the style sheet is read; asking for them early spares the headline its jump and the visitor
 * a round trip. The page's script is not asked for here: it comes after the first picture, whose way it would share.
 */
function preloadFonts(): Plugin {
  return {
    name: "preload-fonts",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { bundle = {} }) =>
        Object.keys(bundle)
          .filter((file) => file.endsWith(".woff2"))
          .map((file) => ({
            tag: "link",
            attrs: { rel: "preload", href: `/${file}`, as: "font", type: "font/woff2", crossorigin: true },
            injectTo: "head" as const,
          })),
    },
  };
}

/** The script that sets the theme stands in the page itself: asking for it would hold up the first paint. The server
 * lets in what its policy has the digest of, and reads that from the built page. */
function inlineTheme(): Plugin {
  const tag = '<script src="/theme.js"></script>';
  return {
    name: "inline-theme",
    apply: "build",
    transformIndexHtml: {
      order: "pre",
      handler: (html) => {
        if (!html.includes(tag)) throw new Error(`index.html has no ${tag}`);
        const script = readFileSync(new URL("./public/theme.js", import.meta.url), "utf8");
        return html.replace(tag, `<script>${script.replace(/^\s*\/\/.*\n/gm, "")}</script>`);
      },
    },
  };
}

export default defineConfig({
  plugins: [react(), tailwindcss(), inlineTheme(), preloadFonts()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { proxy: { "/api": server } },
  preview: { proxy: { "/api": server } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: "react", test: /node_modules\/(react|react-dom|scheduler)\// }],
        },
      },
    },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
