// The charts of a run, made from its windows and the table of metrics. Pure.
import type { ChartSpec, Line, Values } from "../charts/chart";
import { humanize } from "../lib/format";
import { BAND_NOTE, EVALUATION, METRICS, type Metric } from "./metrics";

/** A row of windows.jsonl. */
export type WindowRow = Readonly<Record<string, unknown>>;

/** The number at a path of keys, as in `evaluation.return.mean`; null if there is none. */
export function valueAt(row: WindowRow, path: string): number | null {
  let value: unknown = row;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null) return null;
    value = (value as WindowRow)[key];
  }
  return typeof value === "number" ? value : null;
}

function columnOf(rows: readonly WindowRow[], path: string): Values {
  return rows.map((row) => valueAt(row, path));
}

function trainingLine(rows: readonly WindowRow[], { name, isDistribution }: Metric): Line {
  const look = { label: "Training", color: "--series-1" };
  if (isDistribution !== true) return { ...look, values: columnOf(rows, name) };
  return {
    ...look,
    values: columnOf(rows, `${name}.mean`),
    band: [columnOf(rows, `${name}.q25`), columnOf(rows, `${name}.q75`)],
  };
}

function evaluationLine(rows: readonly WindowRow[], { name, isDistribution }: Metric): Line {
  return {
    label: "Evaluation",
    color: "--series-2",
    values: columnOf(rows, `${EVALUATION}${name}${isDistribution === true ? ".mean" : ""}`),
    dash: [6, 4],
  };
}

function partLines(rows: readonly WindowRow[], name: string, parts: Metric["parts"]): Line[] {
  return (parts?.keys ?? []).map((key, index) => ({
    label: humanize(key),
    color: `--end-${index}`,
    values: shares(columnOf(rows, `${name}.${key}`), columnOf(rows, parts!.whole)),
  }));
}

/** Counts as shares of a whole; null where the whole is missing or 0. */
export function shares(counts: Values, wholes: Values): Values {
  return wholes.map((whole, index) =>
    whole === null || whole === 0 ? null : (counts[index] ?? 0) / whole,
  );
}

function chartOf(rows: readonly WindowRow[], metric: Metric): ChartSpec {
  const { title, note, unit, name, parts } = metric;
  const lines =
    parts !== undefined
      ? partLines(rows, name, parts)
      : [
          trainingLine(rows, metric),
          ...(metric.isEvaluated === true ? [evaluationLine(rows, metric)] : []),
        ];
  return {
    title,
    note: metric.isDistribution === true ? `${note}; ${BAND_NOTE}` : note,
    unit,
    lines: lines.filter(({ values }) => values.some((value) => value !== null)),
  };
}

/** A chart per metric of the table; metrics without any value are left out. */
export function progressCharts(
  rows: readonly WindowRow[],
  metrics: readonly Metric[] = METRICS,
): readonly ChartSpec[] {
  return metrics.map((metric) => chartOf(rows, metric)).filter(({ lines }) => lines.length > 0);
}

/** A chart per training loss, by name. */
export function lossCharts(rows: readonly WindowRow[]): readonly ChartSpec[] {
  const losses = rows.map((row) => (row["losses"] ?? {}) as Readonly<Record<string, number>>);
  const names = new Set(losses.flatMap((row) => Object.keys(row)));
  return [...names].sort().map((name) => ({
    title: humanize(name),
    note: "Mean over the window's updates",
    unit: "number",
    lines: [
      {
        label: humanize(name),
        color: "--series-1",
        values: losses.map((row) => row[name] ?? null),
      },
    ],
  }));
}
