// The page's addresses, both ways. Pure: the browser's history is in router.ts.
import { address } from "./site";

export type Route =
  | { readonly page: "replays"; readonly search: string }
  | { readonly page: "runs" }
  | { readonly page: "run"; readonly runId: string }
  | {
      readonly page: "replay";
      readonly runId: string;
      readonly replayId: string;
      readonly step: number | null;
    }
  | { readonly page: "analytics"; readonly search: string }
  | { readonly page: "missing"; readonly path: string };

// docs/formats/run_folder.md: what run and replay ids look like
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Read an address; a step that is no natural number counts as none. */
export function parseRoute(pathname: string, search: string): Route {
  const missing: Route = { page: "missing", path: pathname };
  const parts = pathname.split("/").filter((part) => part !== "");
  if (parts.length === 0) return { page: "replays", search };
  if (parts.length === 1 && parts[0] === "analytics") return { page: "analytics", search };
  const [runs, runId, replays, replayId] = parts;
  if (runs !== "runs") return missing;
  if (runId === undefined) return { page: "runs" };
  if (!ID.test(runId)) return missing;
  if (replays === undefined) return { page: "run", runId };
  if (replays !== "replays" || replayId === undefined || parts.length > 4) return missing;
  if (!ID.test(replayId)) return missing;
  return { page: "replay", runId, replayId, step: parseStep(search) };
}

function parseStep(search: string): number | null {
  const text = new URLSearchParams(search).get("step");
  return text !== null && /^\d{1,7}$/.test(text) ? Number(text) : null;
}

/** The address of the list of replays; `query` is what replay_query.ts makes. */
export function replaysPath(query = ""): string {
  return address(`/${query}`);
}

export function runsPath(): string {
  return address("/runs");
}

export function runPath(runId: string): string {
  return address(`/runs/${runId}`);
}

/** The address of a replay, at a step if one is given. */
export function replayPath(runId: string, replayId: string, step?: number): string {
  const query = step === undefined || step === 0 ? "" : `?step=${step}`;
  return address(`/runs/${runId}/replays/${replayId}${query}`);
}

/** The address of the curves; `query` is what selection.ts makes. */
export function analyticsPath(query = ""): string {
  return address(`/analytics${query}`);
}
