// Parses and formats the page's addresses. Pure: the browser's history is in router.ts.
import { address } from "./site";

/** Where a replay is stored: the id of its run, or null for the hall of fame. */
export type ReplayHome = string | null;

export type Route =
  | { readonly page: "replays"; readonly search: string }
  | { readonly page: "runs" }
  | { readonly page: "run"; readonly runId: string }
  | {
      readonly page: "replay";
      /** Where it is stored. */
      readonly runId: ReplayHome;
      readonly replayId: string;
      readonly step: number | null;
      /** Whether the truth is shown beside the ship's beliefs. */
      readonly truth: boolean;
    }
  | { readonly page: "analytics"; readonly search: string }
  | { readonly page: "hall"; readonly search: string }
  | { readonly page: "play"; readonly search: string }
  | { readonly page: "watch"; readonly search: string }
  | { readonly page: "missing"; readonly path: string };

// run and replay ids, as in docs/formats/run_folder.md; a test compares it with the server's pattern
export const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Parse an address; an invalid step is ignored. */
export function parseRoute(pathname: string, search: string): Route {
  const missing: Route = { page: "missing", path: pathname };
  const parts = pathname.split("/").filter((part) => part !== "");
  if (parts.length === 0) return { page: "replays", search };
  if (parts.length === 1 && parts[0] === "analytics") return { page: "analytics", search };
  if (parts.length === 1 && parts[0] === "play") return { page: "play", search };
  if (parts.length === 1 && parts[0] === "watch") return { page: "watch", search };
  const [runs, runId, replays, replayId] = parts;
  if (runs === "hall") return parseHall(parts, pathname, search);
  if (runs !== "runs") return missing;
  if (runId === undefined) return { page: "runs" };
  if (!ID.test(runId)) return missing;
  if (replays === undefined) return { page: "run", runId };
  if (replays !== "replays" || replayId === undefined || parts.length > 4) return missing;
  if (!ID.test(replayId)) return missing;
  return { page: "replay", runId, replayId, ...parseView(search) };
}

function parseHall(parts: readonly string[], path: string, search: string): Route {
  const [, replayId] = parts;
  if (replayId === undefined) return { page: "hall", search };
  if (parts.length > 2 || !ID.test(replayId)) return { page: "missing", path };
  return { page: "replay", runId: null, replayId, ...parseView(search) };
}

function parseView(search: string): { step: number | null; truth: boolean } {
  const query = new URLSearchParams(search);
  const text = query.get("step");
  const step = text !== null && /^\d{1,7}$/.test(text) ? Number(text) : null;
  return { step, truth: query.get("truth") === "1" };
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

/** The address of a replay, at a step, with or without the truth. */
export function replayPath(home: ReplayHome, replayId: string, step = 0, truth = false): string {
  const wanted = [...(step === 0 ? [] : [`step=${step}`]), ...(truth ? ["truth=1"] : [])];
  const query = wanted.length === 0 ? "" : `?${wanted.join("&")}`;
  const folder = home === null ? "/hall" : `/runs/${home}/replays`;
  return address(`${folder}/${replayId}${query}`);
}

/** The address of Play; `query` is what play_query.ts makes. */
export function playPath(query = ""): string {
  return address(`/play${query}`);
}

/** The address of Watch; `query` is what watch_query.ts makes. */
export function watchPath(query = ""): string {
  return address(`/watch${query}`);
}

/** The address of the hall of fame; `query` is what hall_query.ts makes. */
export function hallPath(query = ""): string {
  return address(`/hall${query}`);
}

/** The address of the curves; `query` is what selection.ts makes. */
export function analyticsPath(query = ""): string {
  return address(`/analytics${query}`);
}
