// The layers of src/: a folder imports from itself and from folders above it in this list.
import { expect, it } from "vitest";

const LAYERS = [
  "generated",
  "lib",
  "engine",
  "abr",
  "policy",
  "ui",
  "charts",
  "replay",
  "map",
  "panels",
  "player",
  "address",
  "api",
  "hall",
  "analytics",
  "play",
  "pages",
] as const;
const ROOT_FILES = [
  "app.tsx",
  "main.tsx",
  "engine_module.ts",
  "standalone.tsx",
  "docs.ts",
  "swagger_ui.d.ts",
]; // may import from everywhere

const sources = import.meta.glob<string>(["./**/*.{ts,tsx}", "!./**/*.test.ts", "!./testing/**"], {
  query: "?raw",
  import: "default",
  eager: true,
});

function importsOf(file: string, text: string): readonly string[] {
  const found = text.matchAll(/(?:from|import) *\(?"(\.[^"]+)"/g);
  return [...found].map(([, path]) => new URL(path!, `file:///${file}`).pathname.slice(1));
}

function rank(path: string): number {
  return LAYERS.findIndex((layer) => path.startsWith(`${layer}/`));
}

it.each(Object.entries(sources).map(([path, text]) => [path.slice(2), text] as const))(
  "%s imports from its own layer and from lower ones",
  (file, text) => {
    if (ROOT_FILES.includes(file)) return;
    expect(rank(file), `${file} is in no layer`).toBeGreaterThanOrEqual(0);
    const upwards = importsOf(file, text).filter(
      (to) => !(rank(to) >= 0 && rank(to) <= rank(file)),
    );
    expect(upwards).toEqual([]);
  },
);

it("finds the imports", () => {
  const [file] = importsOf("player/view.tsx", 'import { a } from "../pages/a";\nimport "./b.css";');
  expect(file).toBe("pages/a");
  expect(Object.keys(sources).length).toBeGreaterThan(100);
});
