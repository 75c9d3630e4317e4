import { describe, expect, it } from "vitest";
import type { Metric } from "./metrics";
import { METRICS, METRICS_DEFAULT, metricTitle, metricUnit } from "./metrics";
import { lossCharts, progressCharts, valueAt, type WindowRow } from "./progress_charts";

function makeWindow(changes: WindowRow): WindowRow {
  return {
    episodes: 4,
    return: { mean: 1, median: 1, q25: 0, q75: 2 },
    net_profit: { mean: 10, median: 10, q25: 5, q75: 15 },
    profit_per_tick: { mean: 0.1, median: 0.1, q25: 0, q75: 0.2 },
    survival: 0.5,
    end_causes: { destroyed: 1, stranded: 1, cashed_out: 2, timeout: 0 },
    invalid_rate: 0,
    losses: {},
    evaluation: null,
    ...changes,
  };
}

describe("valueAt", () => {
  it("follows a path of keys", () => {
    const row = makeWindow({ evaluation: { return: { mean: 3 } } });
    expect(valueAt(row, "evaluation.return.mean")).toBe(3);
    expect(valueAt(row, "evaluation.survival")).toBeNull();
    expect(valueAt(makeWindow({}), "evaluation.return.mean")).toBeNull();
  });
});

describe("the table of metrics", () => {
  it("names the curves of Analytics, and its own rows for others", () => {
    expect(METRICS_DEFAULT.map(metricTitle)).toEqual([
      "Return",
      "Net profit",
      "Survival",
      "Evaluation, return",
      "Profit per tick",
      "Illegal actions",
    ]);
    expect(metricUnit("evaluation.survival")).toBe("percent");
    expect(metricUnit("info.ticks")).toBe("number");
  });

  it("draws a new metric from its row alone", () => {
    const added: Metric = {
      name: "fuel_left",
      title: "Fuel left",
      note: "Units at the end of an episode",
      unit: "number",
      isDistribution: true,
      isEvaluated: true,
    };
    const row = { mean: 5, q25: 4, q75: 6 };
    const windows = [makeWindow({ fuel_left: row, evaluation: { fuel_left: { mean: 7 } } })];
    expect(progressCharts(windows, [...METRICS, added]).at(-1)).toMatchObject({
      title: "Fuel left",
      note: "Units at the end of an episode; band: 25th to 75th percentile",
      lines: [
        { label: "Training", values: [5], band: [[4], [6]] },
        { label: "Evaluation", values: [7], dash: [6, 4] },
      ],
    });
    expect(progressCharts([makeWindow({})], [added])).toEqual([]);
  });
});

describe("progressCharts", () => {
  it("has a gap where no episode ended", () => {
    const empty = { return: null, net_profit: null, profit_per_tick: null, survival: null };
    const charts = progressCharts([makeWindow({ episodes: 0, ...empty }), makeWindow({})]);
    const [training] = charts.find((chart) => chart.title === "Return")!.lines;
    expect(training!.values).toEqual([null, 1]);
    expect(training!.band).toEqual([
      [null, 0],
      [null, 2],
    ]);
  });

  it("counts ends as shares of the window's episodes", () => {
    const ends = progressCharts([makeWindow({})]).find(({ title }) => title.startsWith("Ends"))!;
    expect(ends.lines.map((line) => [line.label, line.values[0]])).toEqual([
      ["Destroyed", 1 / 4],
      ["Stranded", 1 / 4],
      ["Cashed out", 2 / 4],
      ["Timeout", 0],
    ]);
  });

  it("draws no evaluation where there was none", () => {
    const labels = progressCharts([makeWindow({})]).flatMap(({ lines }) =>
      lines.map(({ label }) => label),
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
    expect(charts[0]!.lines[0]!.values).toEqual([null, 3]);
  });
});
