// How the page is built: into the Python package, as files that a strict content policy allows.
import { defineConfig } from "vitest/config";

const SERVER = "http://127.0.0.1:8000"; // of `playserver serve`, for `npm run dev`

export default defineConfig({
  // for sites under any path; the server, which answers deep paths, makes index.html's links absolute
  base: "./",
  build: {
    outDir: "../src/playserver/static",
    emptyOutDir: true,
    assetsInlineLimit: 0, // nothing as data: URL
    modulePreload: { polyfill: false },
    target: "es2022",
    rollupOptions: {
      // the engine by itself, for pages that embed it, and for tests: its exports keep their names
      input: { index: "index.html", docs: "docs.html", engine: "src/engine_module.ts" },
      preserveEntrySignatures: "strict",
    },
  },
  worker: { format: "es" },
  server: { host: "127.0.0.1", proxy: { "/api": SERVER } },
  test: { include: ["src/**/*.test.ts"], environment: "node", testTimeout: 60_000 },
});
