// Loads curves: whole ones first, and the finer points of a part of the axis that is zoomed to.
import { useMemo } from "preact/hooks";
import { refined } from "../analytics/curves";
import type { Selection } from "../analytics/selection";
import { api } from "../api/client";
import { useLastData, useResource } from "../api/resource";
import type { Series } from "../generated/api";

interface Wanted {
  readonly runs: readonly string[];
  readonly metrics: readonly string[];
  /** Most points of a run. */
  readonly points: number;
  /** Changes when the runs have new data. */
  readonly version: string;
}

interface Loaded {
  /** A series per run; null before the first answer. */
  readonly series: readonly Series[] | null;
  readonly error: Error | null;
}

export function useCurves(
  wanted: Wanted,
  { axis, span }: Pick<Selection, "axis" | "span">,
): Loaded {
  const { runs, metrics, points, version } = wanted;
  const [first] = metrics;
  const key = `${first} ${metrics.length} ${version}`;
  const whole = useLastData(
    `${first}`,
    useResource(key, (signal) => api.series(runs, metrics, points, signal)),
  );
  const isCoarse = whole.data?.series.some((run) => run.windows.length < run.total) ?? false;
  const column = axis === "steps" ? "env_steps_total" : "window";
  const part =
    span === null || !isCoarse ? null : ({ axis: column, low: span[0], high: span[1] } as const);
  const finer = useLastData(
    `${axis} ${metrics.join()} ${runs.join()}`,
    useResource(
      part === null ? "" : `${key} ${axis} ${span}`,
      async (signal) => part && api.series(runs, metrics, points, signal, part),
    ),
  );
  const [coarse, fine] = [whole.data?.series ?? null, part && finer.data?.series];
  const series = useMemo(
    () => coarse && (fine ? coarse.map((run, index) => refined(run, fine[index])) : coarse),
    [coarse, fine],
  );
  return { series, error: whole.error ?? finer.error };
}
