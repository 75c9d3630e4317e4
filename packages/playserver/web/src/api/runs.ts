// The list of runs, kept fresh: sooner while something trains.
import type { Run, RunList } from "../generated/api";
import { api } from "./client";
import { useResource, type Resource } from "./resource";

const LIVE_MS = 3000;
const IDLE_MS = 15000;

/** How soon to look again: sooner while something trains. */
export function refreshMs(runs: readonly Run[] | undefined): number {
  const isLive = runs?.some((run) => run.status === "running" && !run.is_stale) ?? false;
  return isLive ? LIVE_MS : IDLE_MS;
}

/** All runs, looked at again and again. */
export function useRuns(): Resource<RunList> {
  return useResource(
    "runs",
    (signal) => api.runs(signal),
    (list) => refreshMs(list?.runs),
  );
}
