// The list of runs, refreshed more often while a run is training.
import type { Run, RunList } from "../generated/api";
import { flattenConfig } from "../lib/config";
import { api } from "./client";
import { ALL } from "./list_query";
import { useResource, type Resource } from "./resource";

const LIVE_MS = 3000;
const IDLE_MS = 15000;

/** Time until the next refresh: shorter while a run is training. */
export function refreshMs(runs: readonly Run[] | undefined): number {
  const isLive = runs?.some((run) => run.status === "running" && !run.is_stale) ?? false;
  return isLive ? LIVE_MS : IDLE_MS;
}

/** The names that conditions on runs can compare: fields, and metrics and keys of the newest runs. */
export function useRunNames(): readonly string[] {
  const { data } = useResource("names", async (signal) => {
    const { runs } = await api.findRuns(ALL, NAMED_RUNS, ["config"], signal);
    if (runs[0] === undefined) return FIELDS;
    const { metrics } = await api.metrics(runs[0].run_id, signal);
    const keys = runs.flatMap(({ values }) => flattenConfig((values["config"] ?? {}) as object));
    return [...FIELDS, ...metrics, ...new Set(keys.map(([key]) => `config.${key}`))];
  });
  return data ?? FIELDS;
}

const NAMED_RUNS = 20;
const FIELDS = ["status", "algorithm", "window", "env_steps_total", "created", "updated"];

/** All runs, refreshed periodically. */
export function useRuns(): Resource<RunList> {
  return useResource(
    "runs",
    (signal) => api.runs(signal),
    (list) => refreshMs(list?.runs),
  );
}
