// Numbers of the spec must come from generated/spec.ts, also in texts.
import { expect, it } from "vitest";
import * as spec from "./generated/spec";

const sources = import.meta.glob<string>(
  ["./**/*.{ts,tsx}", "!./**/*.test.ts", "!./testing/**", "!./generated/**"],
  { query: "?raw", import: "default", eager: true },
);

const UNITS = "ticks?|heat|hull|units?|fuel|credits|cr|alert|tool|decoys?|kits?|%";
const NUMBER_WITH_UNIT = new RegExp(`\\d(?:[\\d,.]*\\d)? ?(?:${UNITS})(?![\\w-])`, "g");
const NUMBER_WORD_WITH_UNIT = /\b(?:four|six|twelve|twenty|hundred) (?:more )?(?:ticks|units)\b/gi;
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  "./abr/header_json.ts": ["20000"], // part of the format's dictionary
  "./pages/evaluation_table.tsx": ["95 %"], // the confidence level
  "./play/controls.ts": ["1 kit"], // what an action uses up: one
  "./replay/keyboard.ts": ["0 %", "90 %"], // parts of the replay
};

// smaller or rounder numbers are also sizes of other things
const DISTINCT_DIGITS = 5;
const DISTINCT_MIN = 20_000;

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
}

function numbersIn(value: unknown): readonly number[] {
  if (typeof value === "number") return [Math.abs(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}

const specNumbers = new Set(
  numbersIn({ ...spec }).filter((number) => {
    const digits = String(number).replace(/\D/g, "").replace(/^0+/, "").length;
    return number >= DISTINCT_MIN || (!Number.isInteger(number) && digits >= DISTINCT_DIGITS);
  }),
);

it.each(Object.entries(sources))("%s types no number of the spec", (file, text) => {
  const code = withoutComments(text);
  const inTexts = [NUMBER_WITH_UNIT, NUMBER_WORD_WITH_UNIT].flatMap((pattern) => [
    ...(code.match(pattern) ?? []),
  ]);
  const literals = code.match(/(?<![\w.])\d[\d_]*(?:\.\d+)?(?![\w.])/g) ?? [];
  const inCode = literals.filter((literal) => specNumbers.has(Number(literal.replaceAll("_", ""))));
  const isAllowed = (found: string) => ALLOWED[file]?.includes(found) ?? false;
  expect([...inTexts, ...inCode].filter((found) => !isAllowed(found))).toEqual([]);
});

it("finds typed numbers", () => {
  const text = 'a("Vent 20 heat"); b(`15 % of iron`); c("of 1,000 units") // 7 ticks';
  expect(withoutComments(text).match(NUMBER_WITH_UNIT)).toEqual(["20 heat", "15 %", "1,000 units"]);
  expect([199.99, 20_000, 1_000_000].every((number) => specNumbers.has(number))).toBe(true);
});
