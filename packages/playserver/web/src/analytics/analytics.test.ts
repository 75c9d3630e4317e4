import { describe, expect, it } from "vitest";
import { endShares, overlaid, smoothed } from "./curves";
import { formatSelection, metricBases, metricNames, parseSelection, toggled } from "./selection";

const series = (run_id: string, windows: number[], values: (number | null)[]) => ({
  run_id,
  total: windows.length,
  windows,
  env_steps_total: windows.map((window) => 10 * window),
  values: { "m.mean": values },
  error: null,
});

describe("the selection", () => {
  it("reads what it writes", () => {
    const search = "?run=a&run=b&metric=return&smooth=0.5&scale=log&x=windows";
    expect(formatSelection(parseSelection(search))).toBe(search);
    expect(formatSelection(parseSelection("?smooth=7&scale=x&run=a&run=a"))).toBe("?run=a");
  });

  it("knows a distribution by its mean", () => {
    const names = ["return.mean", "return.q25", "return.q75", "survival", "window"];
    expect(metricBases(names)).toEqual(["return", "survival"]);
    expect(metricNames("return", names, true)).toEqual(["return.mean", "return.q25", "return.q75"]);
    expect(metricNames("return", names, false)).toEqual(["return.mean"]);
    expect(metricNames("survival", names, true)).toEqual(["survival"]);
    expect(toggled(["a", "b"], "a")).toEqual(["b"]);
  });
});

describe("smoothed", () => {
  it("weighs by the distance between windows and starts without bias", () => {
    const [first, gap, third] = smoothed([4, null, 1], [1, 2, 3], 0.5);
    expect([first, gap]).toEqual([4, null]);
    // weights 0.5 * 0.5^2 and 0.5
    expect(third).toBeCloseTo((0.125 * 4 + 0.5 * 1) / 0.625);
  });
});

describe("curves", () => {
  it("lie over one axis", () => {
    const runs = [series("a", [1, 3], [1, 3]), series("b", [2], [5])];
    const { xs, lines: drawn } = overlaid(runs, ["m.mean"], parseSelection(""), () => "--run-0");
    expect(xs).toEqual([10, 20, 30]);
    expect(drawn.map(({ values }) => values)).toEqual([
      [1, null, 3],
      [null, 5, null],
    ]);
  });

  it("share out the ends", () => {
    const run = {
      ...series("a", [1, 2], []),
      values: { episodes: [0, 8], "end_causes.x": [0, 2] },
    };
    expect(endShares(run, ["x", "y"])).toEqual([
      [null, 2 / 8],
      [null, 0],
    ]);
  });
});
