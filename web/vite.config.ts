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
 * The fonts and the page's own script are known before the style sheet and the first script are read; asking for them
 * early spares the headline its jump and the visitor a round trip.
 */
function preload(): Plugin {
  return {
    name: "preload",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { bundle = {} }) => {
        const scripts = new Set<string>();
        const follow = (file: string) => {
          const chunk = bundle[file];
          if (chunk?.type !== "chunk" || scripts.has(file)) return;
          scripts.add(file);
          chunk.imports.forEach(follow);
        };
        const start = Object.values(bundle).find((chunk) => chunk.type === "chunk" && chunk.facadeModuleId?.endsWith("/src/start.tsx"));
        if (!start) throw new Error("the build has no chunk of src/start.tsx");
        follow(start.fileName);
        const fonts = Object.keys(bundle).filter((file) => file.endsWith(".woff2"));
        return [
          ...fonts.map((file) => ({ rel: "preload", href: `/${file}`, as: "font", type: "font/woff2", crossorigin: true })),
          ...Array.from(scripts, (file) => ({ rel: "modulepreload", href: `/${file}`, crossorigin: true, fetchpriority: "low" })),
        ].map((attrs) => ({ tag: "link", attrs, injectTo: "head" as const }));
      },
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
  plugins: [react(), tailwindcss(), inlineTheme(), preload()],
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
