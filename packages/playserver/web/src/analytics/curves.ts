// Curves of several runs over one axis. Pure.
import type { Series as RunSeries } from "../generated/api";
import type { Series } from "../charts/window_series";
import type { Selection } from "./selection";

type Values = readonly (number | null)[];

/**
 * An exponential moving average, started without bias; a gap of n windows weighs like n windows.
 *
 * Of long runs not all windows are here, so that the distance between two of them counts.
 *
 * @param weight Of what came before, per window, 0..1 without 1.
 */
export function smoothed(values: Values, windows: readonly number[], weight: number): Values {
  if (weight === 0) return values;
  let sum = 0;
  let total = 0;
  let last: number | null = null;
  return values.map((value, index) => {
    if (value === null) return null;
    const window = windows[index]!;
    const kept: number = last === null ? 0 : weight ** Math.max(1, window - last);
    last = window;
    sum = kept * sum + (1 - weight) * value;
    total = kept * total + (1 - weight);
    return sum / total;
  });
}

export interface Curves {
  readonly xs: readonly number[];
  readonly series: readonly Series[];
}

/** Lay the curves of runs over one ascending axis; a run has null where it has no point. */
export function overlaid(
  runs: readonly RunSeries[],
  names: readonly string[],
  selection: Selection,
  colorOf: (runId: string) => string,
): Curves {
  const axisOf = (run: RunSeries): readonly number[] =>
    selection.axis === "steps" ? run.env_steps_total : run.windows;
  const xs = [...new Set(runs.flatMap((run) => [...axisOf(run)]))].sort((a, b) => a - b);
  const places = new Map(xs.map((x, index) => [x, index]));
  const series = runs.map((run): Series => {
    const place = (name: string): Values => {
      const column = new Array<number | null>(xs.length).fill(null);
      const values = smoothed(run.values[name] ?? [], run.windows, selection.smooth);
      values.forEach((value, index) => {
        column[places.get(axisOf(run)[index]!)!] = value;
      });
      return column;
    };
    const [line, low, high] = names;
    const whole = { label: run.run_id, color: colorOf(run.run_id), values: place(line!) };
    return low === undefined || high === undefined
      ? whole
      : { ...whole, band: [place(low), place(high)] };
  });
  return { xs, series: series.filter(({ values }) => values.some((value) => value !== null)) };
}

/** Shares of the episodes of each window by their end. */
export function endShares(run: RunSeries, causes: readonly string[]): readonly Values[] {
  const episodes = run.values["episodes"] ?? [];
  return causes.map((cause) =>
    episodes.map((count, index) =>
      count === null || count === 0
        ? null
        : (run.values[`end_causes.${cause}`]?.[index] ?? 0) / count,
    ),
  );
}
