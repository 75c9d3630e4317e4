// The metrics of a window: one table for the charts of a run and for the curves of Analytics.
//
// A new metric is a row here. `name` is the path of its keys in windows.jsonl
// (docs/formats/run_folder.md). Analytics also offers metrics that are not in the table.
import type { Unit } from "../charts/chart";
import { END_CAUSES } from "../generated/spec";
import { humanize } from "../lib/format";

export interface Metric {
  readonly name: string;
  readonly title: string;
  /** What the numbers are, in one line. */
  readonly note: string;
  readonly unit: Unit;
  /** Whether a row has mean and quartiles; the chart shows the mean and a band. */
  readonly isDistribution?: boolean;
  /** Whether evaluations have it, too, under `evaluation.`; drawn dashed. */
  readonly isEvaluated?: boolean;
  /** Keys below `name`, a line each: counts that are shown as shares of `whole`. */
  readonly parts?: { readonly keys: readonly string[]; readonly whole: string };
}

export const BAND_NOTE = "band: 25th to 75th percentile";
export const EVALUATION = "evaluation.";

/** In the order of the charts on the page of a run. */
export const METRICS: readonly Metric[] = [
  {
    name: "return",
    title: "Return",
    note: "Mean per episode",
    unit: "number",
    isDistribution: true,
    isEvaluated: true,
  },
  {
    name: "net_profit",
    title: "Net profit",
    note: "Credits per episode",
    unit: "number",
    isDistribution: true,
    isEvaluated: true,
  },
  {
    name: "survival",
    title: "Survival",
    note: "Share of episodes neither destroyed nor stranded",
    unit: "percent",
    isEvaluated: true,
  },
  {
    name: "end_causes",
    title: "Ends of episodes",
    note: "Share of the window's episodes by their end",
    unit: "percent",
    parts: { keys: END_CAUSES, whole: "episodes" },
  },
  {
    name: "invalid_rate",
    title: "Illegal actions",
    note: "Share of steps whose action was illegal",
    unit: "percent",
  },
  {
    name: "reward_per_step",
    title: "Reward per step",
    note: "Mean over all steps, also before the first episode ends",
    unit: "number",
  },
  {
    name: "profit_per_tick",
    title: "Profit per tick",
    note: "Credits per tick",
    unit: "number",
    isDistribution: true,
  },
];

/** The charts that Analytics shows at first. */
export const METRICS_DEFAULT: readonly string[] = [
  "return",
  "net_profit",
  "survival",
  "evaluation.return",
  "profit_per_tick",
  "invalid_rate",
];

/** The curve in the list of runs. */
export const LIST_METRIC = "return.mean";

/** The title of a metric by its name, which may be one of an evaluation or not in the table. */
export function metricTitle(name: string): string {
  const metric = METRICS.find((one) => one.name === name);
  return metric?.title ?? humanize(name.replaceAll(".", ", "));
}

/** The unit of a metric by its name, which may be one of an evaluation or not in the table. */
export function metricUnit(name: string): Unit {
  const base = name.startsWith(EVALUATION) ? name.slice(EVALUATION.length) : name;
  return METRICS.find((one) => one.name === base)?.unit ?? "number";
}
