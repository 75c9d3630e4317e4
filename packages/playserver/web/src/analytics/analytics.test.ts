import { describe, expect, it } from "vitest";
import { runColor } from "./colors";
import { endShares, overlaid, refined, smoothed, windowAt } from "./curves";
import { differencesOf, groupsOf } from "./groups";
import { marksOf } from "./markers";
import { formatSelection, metricBases, metricNames, parseSelection } from "./selection";

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
    const search =
      "?run=a&run=b&metric=return&smooth=0.5&scale=log&clip=1&group=seeds&x=windows&from=10&to=20";
    expect(formatSelection(parseSelection(search))).toBe(search);
    for (const part of ["?from=5", "?from=9&to=2", "?from=x&to=9"]) {
      expect(parseSelection(part).span).toBeNull();
    }
    expect(formatSelection(parseSelection("?smooth=7&scale=x&run=a&run=a"))).toBe("?run=a");
  });

  it("knows a distribution by its mean", () => {
    const names = ["return.mean", "return.q25", "return.q75", "survival", "window"];
    expect(metricBases(names)).toEqual(["return", "survival"]);
    expect(metricNames("return", names, true)).toEqual(["return.mean", "return.q25", "return.q75"]);
    expect(metricNames("return", names, false)).toEqual(["return.mean"]);
    expect(metricNames("survival", names, true)).toEqual(["survival"]);
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

const drawing = (smooth: number, ...groups: string[][]) => ({
  axis: "steps" as const,
  smooth,
  lookOf: () => runColor(0),
  groups: groups.map((runs) => ({ label: runs.join("+"), runs })),
  span: [0, 10_000] as const,
});

describe("curves", () => {
  it("lie over one axis", () => {
    const runs = [series("a", [1, 3], [1, 3]), series("b", [2], [5])];
    const { xs, lines } = overlaid(runs, ["m.mean"], drawing(0, ["a"], ["b"]));
    expect(xs).toEqual([10, 20, 30]);
    expect(lines.map(({ values }) => values)).toEqual([
      [1, null, 3],
      [null, 5, null],
    ]);
  });

  it("keep the values before smoothing", () => {
    const [line] = overlaid([series("a", [1, 2], [0, 4])], ["m.mean"], drawing(0.5, ["a"])).lines;
    expect(line!.raw).toEqual([0, 4]);
    expect(line!.values[1]).toBeCloseTo((0.25 * 0 + 0.5 * 4) / 0.75);
  });

  it("have the mean of seeds, and its interval where two or more reach", () => {
    const runs = [series("a", [1, 3], [0, 4]), series("b", [1, 2], [2, 6])];
    const [line] = overlaid(runs, ["m.mean"], drawing(0, ["a", "b"])).lines;
    // at 20, the first run is half way from 0 to 4
    expect(line!.values).toEqual([1, (2 + 6) / 2, 4]);
    const half = 12.706 * (Math.SQRT2 / Math.SQRT2); // t * s / sqrt(n), with s of 0 and 2
    expect(line!.band![1]![0]).toBeCloseTo(1 + half);
    expect(line!.band![0]![2]).toBeNull(); // one run alone
  });

  it("have a regular axis if their points are too many", () => {
    const long = (id: string, shift: number) => {
      const windows = Array.from({ length: 600 }, (_, index) => index);
      const run = series(id, windows, windows);
      return { ...run, env_steps_total: windows.map((window) => 10 * window + shift) };
    };
    const { xs, lines } = overlaid(
      [long("a", 0), long("b", 3)],
      ["m.mean"],
      drawing(0, ["a"], ["b"]),
    );
    expect(xs).toHaveLength(801);
    for (const { values } of lines) {
      const known = values.filter((value) => value !== null);
      expect([known.length, known.at(-1)]).toEqual([600, 599]);
    }
  });

  it("show a part of the axis and one point on either side", () => {
    const run = series("a", [1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4, 5]);
    const part = { ...drawing(0, ["a"]), span: [25, 45] as const };
    const { xs, lines } = overlaid([run], ["m.mean"], part);
    expect(xs).toEqual([20, 30, 40, 50]);
    expect(lines[0]!.values).toEqual([1, 2, 3, 4]);
    const between = { ...part, span: [31, 32] as const };
    expect(overlaid([run], ["m.mean"], between).xs).toEqual([30, 40]);
  });

  it("have finer points where a part of them was loaded", () => {
    const whole = series("a", [1, 4, 8, 12], [1, 4, 8, 12]);
    const { windows, env_steps_total, values } = refined(
      whole,
      series("a", [3, 4, 5, 8], [3, 4, 5, 8]),
    );
    expect(windows).toEqual([1, 3, 4, 5, 8, 12]);
    expect(env_steps_total).toEqual([10, 30, 40, 50, 80, 120]);
    expect(values["m.mean"]).toEqual([1, 3, 4, 5, 8, 12]);
    expect(refined(whole, series("a", [], []))).toBe(whole);
  });

  it("are solid if they are many", () => {
    const dashOf = (count: number) => {
      const ids = Array.from({ length: count }, (_, index) => [`r${index}`]);
      const runs = ids.map(([id]) => series(id!, [1], [1]));
      const looked = { ...drawing(0, ...ids), lookOf: () => runColor(8) };
      return overlaid(runs, ["m.mean"], looked).lines[0]!.dash;
    };
    expect(dashOf(24)).toEqual([7, 4]);
    expect(dashOf(25)).toBeUndefined();
  });

  it("lead to the nearest window", () => {
    const run = series("a", [1, 2, 3], [1, 2, 3]);
    expect(windowAt(run, "steps", 24)).toBe(2);
    expect(windowAt(run, "windows", 9)).toBe(3);
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

describe("groups", () => {
  const config = (seed: number, gamma: number) => ({ seed, run_dir: `r${seed}`, ppo: { gamma } });
  const configs = new Map([
    ["a", config(1, 0.9)],
    ["b", config(2, 0.9)],
    ["c", config(1, 0.99)],
  ]);

  it("hold the runs that differ in their seed only", () => {
    expect(groupsOf(["a", "b", "c", "d"], configs)).toEqual([
      { label: "ppo.gamma 0.9 (2 seeds)", runs: ["a", "b"] },
      { label: "c", runs: ["c"] },
      { label: "d", runs: ["d"] },
    ]);
  });

  it("know what differs", () => {
    const found = differencesOf(configs).map(({ key, values }) => [key, values.get("c")]);
    expect(found).toEqual([
      ["seed", "1"],
      ["ppo.gamma", "0.99"],
    ]);
  });
});

describe("marks", () => {
  it("are as wide as a target and hold what is near", () => {
    const marks = marksOf([0, 1, 50, 99, 101], (x) => x, [0, 100], 100);
    // four slots of 24 pixels in 100
    expect(marks).toEqual([
      { at: 12, items: [0, 1] },
      { at: 60, items: [50] },
      { at: 84, items: [99] },
    ]);
  });
});

describe("colors", () => {
  it("are the same for a run in every selection, with dashes for more runs than colors", () => {
    expect(runColor(3)).toEqual({ color: "--run-3", dash: [] });
    expect(runColor(11).color).toBe("--run-3");
    expect(runColor(11).dash).not.toEqual([]);
  });
});
