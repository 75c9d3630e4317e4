import { describe, expect, it } from "vitest";
import { flattenConfig } from "../lib/config";
import { intervalSpan } from "./evaluation_table";

describe("flattenConfig", () => {
  it("names every leaf by its path", () => {
    expect(flattenConfig({ seed: 3, env: { time_max: 1000, tags: ["a"] }, empty: {} })).toEqual([
      ["seed", "3"],
      ["env.time_max", "1000"],
      ["env.tags", '["a"]'],
      ["empty", "{}"],
    ]);
  });
});

describe("intervalSpan", () => {
  it("holds every interval and 0, with a little air", () => {
    const [low, high] = intervalSpan([
      { mean: -5, ci_low: -10, ci_high: -2 },
      { mean: -20, ci_low: -40, ci_high: -15 },
    ]);
    expect(low).toBeCloseTo(-40 - 0.04 * 40);
    expect(high).toBeCloseTo(0 + 0.04 * 40);
  });
});
