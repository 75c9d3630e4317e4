// Builds the replay player with engine, styles and font into one file, player.html: for replaykit's HTML
// export, and for links and embeds of the page.
import { cpSync, existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { defineConfig } from "vite";

const OUT = "dist-player";
const FILE = "player.html";
/** Where the packages take it from. */
const TARGETS = [
  "../src/playserver/static/player.html",
  "../../replaykit/src/replaykit/export/player.html",
];

/** Moves the script and the styles into the HTML. */
const singleFile = {
  name: "single-file",
  enforce: "post",
  generateBundle(_, bundle) {
    const page = bundle[FILE];
    if (page?.type !== "asset") throw new Error(`${FILE} was not built`);
    let html = String(page.source);
    for (const [name, item] of Object.entries(bundle)) {
      if (item === page) continue;
      const isScript = item.type === "chunk";
      const text = isScript ? item.code.replaceAll("</script", "<\\/script") : String(item.source);
      const tag = isScript ? "script" : "link";
      const link = new RegExp(`<${tag}[^>]*${name.replaceAll(".", "\\.")}"[^>]*>(</script>)?`);
      const inline = isScript ? `<script type="module">${text}</script>` : `<style>${text}</style>`;
      if (!link.test(html)) throw new Error(`${name} cannot be put into ${FILE}`);
      html = html.replace(link, () => inline);
      delete bundle[name];
    }
    page.source = html;
  },
  closeBundle() {
    for (const target of TARGETS) {
      if (existsSync(resolve(dirname(target)))) cpSync(`${OUT}/${FILE}`, target);
    }
  },
};

export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [singleFile],
  build: {
    outDir: OUT,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    cssCodeSplit: false,
    modulePreload: false,
    target: "es2022",
    rollupOptions: { input: FILE, output: { codeSplitting: false } },
  },
});
