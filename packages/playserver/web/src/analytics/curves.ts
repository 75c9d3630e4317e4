// Curves of several runs over one axis. Pure.
import { MANY_LINES, type Line, type Values } from "../charts/chart";
import type { Range } from "../charts/ticks";
import type { Series } from "../generated/api";
import type { Look } from "./colors";
import type { Group } from "./groups";
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
  /** The runs of each line. */
  readonly runs: readonly (readonly Series[])[];
}

/** How curves are drawn. */
export interface Drawing extends Pick<Selection, "axis" | "smooth"> {
  readonly lookOf: (runId: string) => Look;
  /** The runs of a line each; a group of several becomes its mean with an interval. */
  readonly groups: readonly Group[];
  /** The shown part of the axis. */
  readonly span: Range;
}

const GRID_MAX = 800; // points of an axis: about as many as a chart has pixels
const RAW_MAX = 8; // lines that are also drawn before smoothing

/**
 * Lay the curves of runs over one ascending axis; a line has null where it has no point.
 *
 * @param names The metric of the line and, optionally, of the lower and upper edge of its band.
 */
export function overlaid(
  series: readonly Series[],
  names: readonly string[],
  { axis, smooth, lookOf, groups, span }: Drawing,
): Curves {
  const xs = gridOf(
    series.map((run) => shownPart(axisOf(run, axis), span)),
    span,
  );
  const byId = new Map(series.map((run) => [run.run_id, run]));
  const drawn = groups.flatMap(({ label, runs: ids }) => {
    const runs = ids.flatMap((id) => byId.get(id) ?? []);
    const columns = (name: string, weight: number) =>
      runs.map((run) => {
        const values = smoothed(run.values[name] ?? [], run.windows, weight);
        return onGrid(xs, axisOf(run, axis), values, runs.length > 1);
      });
    const { color, dash } = lookOf(ids[0]!);
    const look = { label, color, ...(dash && groups.length <= MANY_LINES ? { dash } : {}) };
    const [middle, low, high] = names;
    const isRawShown = smooth > 0 && groups.length <= RAW_MAX && runs.length === 1;
    const raw = isRawShown ? { raw: columns(middle!, 0)[0]! } : {};
    const line: Line =
      runs.length > 1
        ? { ...look, ...meanOf(columns(middle!, smooth)) }
        : { ...look, ...raw, values: columns(middle!, smooth)[0] ?? [] };
    if (!line.values.some((value) => value !== null)) return [];
    const hasBand = runs.length === 1 && low !== undefined && high !== undefined;
    const edges = hasBand
      ? { band: [columns(low, smooth)[0]!, columns(high, smooth)[0]!] as const }
      : {};
    return [{ runs, line: { ...line, ...edges } }];
  });
  return { xs, lines: drawn.map(({ line }) => line), runs: drawn.map(({ runs }) => runs) };
}

/** The points of a run on an axis. */
export function axisOf(run: Series, axis: Selection["axis"]): readonly number[] {
  return axis === "steps" ? run.env_steps_total : run.windows;
}

/** The places in a part of an axis, and one on either side, so that lines reach the edges. */
function shownPart(xs: readonly number[], [low, high]: Range): readonly number[] {
  const first = xs.findIndex((x) => x >= low);
  const after = xs.findIndex((x) => x > high);
  return xs.slice(
    Math.max(0, (first < 0 ? xs.length : first) - 1),
    after < 0 ? xs.length : after + 1,
  );
}

/** The points of all axes; if they are too many, those in the shown part are evenly spaced. */
function gridOf(axes: readonly (readonly number[])[], span: Range): readonly number[] {
  const xs = [...Float64Array.from(new Set(axes.flat())).sort()];
  if (xs.length <= GRID_MAX) return xs;
  const [low, high] = [Math.max(xs[0]!, span[0]), Math.min(xs.at(-1)!, span[1])];
  const regular = Array.from(
    { length: GRID_MAX + 1 },
    (_, index) => low + ((high - low) * index) / GRID_MAX,
  );
  return [...xs.filter((x) => x < low), ...regular, ...xs.filter((x) => x > high)];
}

/** A series whose points within a part are replaced by those of the part. */
export function refined(whole: Series, part: Series | undefined): Series {
  const first = part?.windows[0];
  if (part === undefined || first === undefined) return whole;
  const last = part.windows.at(-1)!;
  const joined = <T>(coarse: readonly T[], fine: readonly T[]): T[] => [
    ...coarse.filter((_, index) => whole.windows[index]! < first),
    ...fine,
    ...coarse.filter((_, index) => whole.windows[index]! > last),
  ];
  const columns = Object.entries(whole.values).map(([name, column]) => {
    return [name, joined(column, part.values[name] ?? [])] as const;
  });
  return {
    ...whole,
    windows: joined(whole.windows, part.windows),
    env_steps_total: joined(whole.env_steps_total, part.env_steps_total),
    values: Object.fromEntries(columns),
  };
}

/** Values at the nearest points of a grid; with `isFilled`, the points between them, too, by straight lines. */
function onGrid(
  grid: readonly number[],
  xs: readonly number[],
  values: Values,
  isFilled: boolean,
): (number | null)[] {
  const column = new Array<number | null>(grid.length).fill(null);
  let at = 0;
  let last: number | null = null;
  values.forEach((value, index) => {
    const x = xs[index]!;
    if (value === null || x < grid[0]! || x > grid.at(-1)!) return;
    while (at + 1 < grid.length && Math.abs(grid[at + 1]! - x) <= Math.abs(grid[at]! - x)) at += 1;
    column[at] = value;
    if (isFilled && last !== null) fillBetween(grid, column, last, at);
    last = at;
  });
  return column;
}

function fillBetween(
  grid: readonly number[],
  column: (number | null)[],
  from: number,
  to: number,
): void {
  const [start, end] = [column[from]!, column[to]!];
  for (let at = from + 1; at < to; at += 1) {
    const share = (grid[at]! - grid[from]!) / (grid[to]! - grid[from]!);
    column[at] = start + share * (end - start);
  }
}

/** The mean of columns where there are values, and its 95 % interval where there are two or more. */
export function meanOf(
  columns: readonly Values[],
): Pick<Line, "values"> & Required<Pick<Line, "band">> {
  const length = columns[0]?.length ?? 0;
  const [values, low, high]: [(number | null)[], (number | null)[], (number | null)[]] = [
    [],
    [],
    [],
  ];
  for (let at = 0; at < length; at += 1) {
    const [count, sum] = sumAt(columns, at, (value) => value);
    const mean = count === 0 ? null : sum / count;
    const half = mean === null || count < 2 ? null : halfInterval(columns, at, mean);
    values.push(mean);
    low.push(mean === null || half === null ? null : mean - half);
    high.push(mean === null || half === null ? null : mean + half);
  }
  return { values, band: [low, high] };
}

/** The number and the sum of the values of columns at a place. */
function sumAt(
  columns: readonly Values[],
  at: number,
  of: (value: number) => number,
): [count: number, sum: number] {
  let [count, sum] = [0, 0];
  for (const column of columns) {
    const value = column[at];
    if (value === null || value === undefined) continue;
    count += 1;
    sum += of(value);
  }
  return [count, sum];
}

function halfInterval(columns: readonly Values[], at: number, mean: number): number {
  const [count, squares] = sumAt(columns, at, (value) => (value - mean) ** 2);
  return studentT(count - 1) * Math.sqrt(squares / (count - 1) / count);
}

// the 97.5th percentile of Student's t distribution with 1, 2, ... degrees of freedom
const STUDENT_T = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

function studentT(freedom: number): number {
  // beyond the table, by the first terms of its expansion: within 0.003
  return STUDENT_T[freedom - 1] ?? 1.96 + 2.373 / freedom + 2.823 / freedom ** 2;
}

/** The window of a run at, or nearest to, a place of the axis. */
export function windowAt(run: Series, axis: Selection["axis"], x: number): number {
  const xs = axisOf(run, axis);
  let best = 0;
  xs.forEach((one, index) => {
    if (Math.abs(one - x) < Math.abs(xs[best]! - x)) best = index;
  });
  return run.windows[best] ?? 0;
}

/** Shares of the episodes of each window by their end. */
export function endShares(run: Series, causes: readonly string[]): readonly Values[] {
  const episodes = run.values["episodes"] ?? [];
  return causes.map((cause) => shares(run.values[`end_causes.${cause}`] ?? [], episodes));
}
