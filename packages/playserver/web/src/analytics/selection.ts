// The selected runs and metrics and how they are drawn, parsed from and formatted into an address.
export interface Selection {
  readonly runs: readonly string[];
  /** Names without the statistic: "return", not "return.mean". */
  readonly metrics: readonly string[];
  /** Weight of the past, 0 (none) to SMOOTH_MAX. */
  readonly smooth: number;
  readonly isLog: boolean;
  /** Whether the y axes leave out outliers. */
  readonly isClipped: boolean;
  /** Whether runs that differ in their seed only are one curve. */
  readonly isGrouped: boolean;
  readonly axis: "steps" | "windows";
  /** The part of the x axis that is shown; null for all. */
  readonly span: readonly [number, number] | null;
}

export const SMOOTH_MAX = 0.98;
const STATISTIC = /\.(mean|median|q25|q75)$/;

export function parseSelection(search: string): Selection {
  const asked = new URLSearchParams(search);
  const smooth = Number(asked.get("smooth") ?? "0");
  return {
    runs: [...new Set(asked.getAll("run"))],
    metrics: [...new Set(asked.getAll("metric"))],
    smooth: smooth > 0 && smooth <= SMOOTH_MAX ? smooth : 0,
    isLog: asked.get("scale") === "log",
    isClipped: asked.get("clip") === "1",
    isGrouped: asked.get("group") === "seeds",
    axis: asked.get("x") === "windows" ? "windows" : "steps",
    span: spanOf(asked.get("from"), asked.get("to")),
  };
}

/** A part of the x axis from texts; null unless both are numbers in order. */
export function spanOf(from: string | null, to: string | null): Selection["span"] {
  if (!from || !to) return null;
  const [low, high] = [Number(from), Number(to)];
  return Number.isFinite(low) && Number.isFinite(high) && low < high ? [low, high] : null;
}

export function formatSelection(selection: Selection): string {
  const written = new URLSearchParams();
  for (const run of selection.runs) written.append("run", run);
  for (const metric of selection.metrics) written.append("metric", metric);
  if (selection.smooth > 0) written.set("smooth", String(selection.smooth));
  if (selection.isLog) written.set("scale", "log");
  if (selection.isClipped) written.set("clip", "1");
  if (selection.isGrouped) written.set("group", "seeds");
  if (selection.axis === "windows") written.set("x", "windows");
  if (selection.span !== null) {
    written.set("from", String(Math.round(selection.span[0])));
    written.set("to", String(Math.round(selection.span[1])));
  }
  const text = written.toString();
  return text === "" ? "" : `?${text}`;
}

/** Metrics without their statistic: "return" for its mean, median and quartiles. */
export function metricBases(names: readonly string[]): readonly string[] {
  const hidden = new Set(["window", "env_steps_total", "env_steps", "ticks"]);
  const bases = names.map((name) => name.replace(STATISTIC, ""));
  return [...new Set(bases)].filter((base) => !hidden.has(base)).sort();
}

/** The names of a metric's curves: its mean and, for a band, its quartiles. */
export function metricNames(
  base: string,
  names: readonly string[],
  hasBand: boolean,
): readonly string[] {
  if (!names.includes(`${base}.mean`)) return [base];
  return hasBand ? [`${base}.mean`, `${base}.q25`, `${base}.q75`] : [`${base}.mean`];
}
