// Curves of several runs over one axis. Pure.
import type { Line, Values } from "../charts/chart";
import type { Series } from "../generated/api";
import { shares } from "./progress_charts";
import type { Selection } from "./selection";

/**
 * An exponential moving average without start-up bias; a gap of n windows weighs like n windows.
 *
 * Long runs arrive with windows left out, so the distance between two of them counts.
 *
 * @param weight Of the past, per window: 0 <= weight < 1.
 */
export function smoothed(values: Values, windows: readonly number[], weight: number): Values {
  if (weight === 0) return values;
  let sum = 0;
  let total = 0;
  let last: number | null = null;
  return values.map((value, index) => {
    if (value === null) return null;
    const window = windows[index]!;
    const decay: number = last === null ? 0 : weight ** Math.max(1, window - last);
    last = window;
    sum = decay * sum + (1 - weight) * value;
    total = decay * total + (1 - weight);
    return sum / total;
  });
}

export interface Curves {
  readonly xs: readonly number[];
  readonly lines: readonly Line[];
}

/**
 * Lay the curves of runs over one ascending axis; a run has null where it has no point.
 *
 * @param names The metric of the line and, optionally, of the lower and upper edge of its band.
 */
export function overlaid(
  runs: readonly Series[],
  names: readonly string[],
  { axis, smooth }: Pick<Selection, "axis" | "smooth">,
  colorOf: (runId: string) => string,
): Curves {
  const axisOf = (run: Series): readonly number[] =>
    axis === "steps" ? run.env_steps_total : run.windows;
  const xs = [...new Set(runs.flatMap((run) => [...axisOf(run)]))].sort((a, b) => a - b);
  const positions = new Map(xs.map((x, index) => [x, index]));
  const lines = runs.map((run): Line => {
    const columnOf = (name: string): Values => {
      const column = new Array<number | null>(xs.length).fill(null);
      smoothed(run.values[name] ?? [], run.windows, smooth).forEach((value, index) => {
        column[positions.get(axisOf(run)[index]!)!] = value;
      });
      return column;
    };
    const [middle, low, high] = names;
    const line = { label: run.run_id, color: colorOf(run.run_id), values: columnOf(middle!) };
    return low === undefined || high === undefined
      ? line
      : { ...line, band: [columnOf(low), columnOf(high)] };
  });
  return { xs, lines: lines.filter(({ values }) => values.some((value) => value !== null)) };
}

/** Shares of the episodes of each window by their end. */
export function endShares(run: Series, causes: readonly string[]): readonly Values[] {
  const episodes = run.values["episodes"] ?? [];
  return causes.map((cause) => shares(run.values[`end_causes.${cause}`] ?? [], episodes));
}
