import { describe, expect, it } from "vitest";
import type { Window } from "../generated/api";
import { lossCharts, progressCharts } from "./window_series";

function makeWindow(changes: Partial<Window>): Window {
  return {
    window: 1,
    env_steps_total: 100,
    ticks_total: 150,
    episodes: 4,
    return: { mean: 1, median: 1, q25: 0, q75: 2 },
    net_profit: { mean: 10, median: 10, q25: 5, q75: 15 },
    profit_per_tick: { mean: 0.1, median: 0.1, q25: 0, q75: 0.2 },
    survival: 0.5,
    end_causes: { destroyed: 1, stranded: 1, cashed_out: 2, timeout: 0 },
    invalid_rate: 0,
    losses: {},
    evaluation: null,
    replay: null,
    ...changes,
  };
}

describe("progressCharts", () => {
  it("has a gap where no episode ended", () => {
    const empty = { return: null, net_profit: null, profit_per_tick: null, survival: null };
    const charts = progressCharts([makeWindow({ episodes: 0, ...empty }), makeWindow({})]);
    const [training] = charts.find((chart) => chart.title === "Return")!.series;
    expect(training!.values).toEqual([null, 1]);
    expect(training!.band).toEqual([
      [null, 0],
      [null, 2],
    ]);
  });

  it("counts ends as shares of the window's episodes", () => {
    const ends = progressCharts([makeWindow({})]).find(({ title }) => title.startsWith("Ends"))!;
    expect(ends.series.map((series) => [series.label, series.values[0]])).toEqual([
      ["Destroyed", 1 / 4],
      ["Stranded", 1 / 4],
      ["Cashed out", 2 / 4],
      ["Timeout", 0],
    ]);
  });

  it("draws no evaluation where there was none", () => {
    const labels = progressCharts([makeWindow({})]).flatMap(({ series }) =>
      series.map(({ label }) => label),
    );
    expect(labels).not.toContain("Evaluation");
  });
});

describe("lossCharts", () => {
  it("has a chart per loss that any window names", () => {
    const charts = lossCharts([
      makeWindow({ losses: { value_loss: 2 } }),
      makeWindow({ losses: { value_loss: 1, entropy: 3 } }),
    ]);
    expect(charts.map((chart) => chart.title)).toEqual(["Entropy", "Value loss"]);
    expect(charts[0]!.series[0]!.values).toEqual([null, 3]);
  });
});
