// The list of runs, refreshed more often while a run is training.
import type { Run, RunList } from "../generated/api";
import { api } from "./client";
import { useResource, type Resource } from "./resource";

const LIVE_MS = 3000;
const IDLE_MS = 15000;

/** Time until the next refresh: shorter while a run is training. */
export function refreshMs(runs: readonly Run[] | undefined): number {
  const isLive = runs?.some((run) => run.status === "running" && !run.is_stale) ?? false;
  return isLive ? LIVE_MS : IDLE_MS;
}

/** All runs, refreshed periodically. */
export function useRuns(): Resource<RunList> {
  return useResource(
    "runs",
    (signal) => api.runs(signal),
    (list) => refreshMs(list?.runs),
  );
}
