// Parses and formats the page's addresses. Pure: the browser's history is in router.ts.
import { address } from "./site";

/**
 * Where a replay is stored: the id of its run, "evaluations/" and the id of an evaluation, or null
 * for the hall of fame.
 */
export type ReplayHome = string | null;

const EVALUATIONS = "evaluations/";

/** The path of the replays of a home, in the page and in the API. */
export function replaysFolder(home: ReplayHome): string {
  if (home === null) return "hall";
  return home.startsWith(EVALUATIONS) ? `${home}/replays` : `runs/${home}/replays`;
}

/** The home of the replays of an evaluation. */
export function evaluationHome(evaluationId: string): string {
  return EVALUATIONS + evaluationId;
}

/** The evaluation that a home is; null for another home. */
export function evaluationOf(home: ReplayHome): string | null {
  return home?.startsWith(EVALUATIONS) === true ? home.slice(EVALUATIONS.length) : null;
}

export type Route =
  | { readonly page: "replays"; readonly search: string }
  | { readonly page: "runs"; readonly search: string }
  | { readonly page: "evaluations"; readonly search: string }
  | { readonly page: "run"; readonly runId: string; readonly search: string }
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
  | { readonly page: "open"; readonly search: string }
  | { readonly page: "play"; readonly search: string }
  | { readonly page: "missing"; readonly path: string };

// run and replay ids, as in docs/formats/run_folder.md; a test compares it with the server's pattern
export const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const LISTS = ["analytics", "play", "evaluations", "runs", "hall", "open"] as const;

/** Parse an address; an invalid step is ignored. */
export function parseRoute(pathname: string, search: string): Route {
  const missing: Route = { page: "missing", path: pathname };
  const parts = pathname.split("/").filter((part) => part !== "");
  if (parts.length === 0) return { page: "replays", search };
  const [first, id = "", replays, replayId] = parts;
  if (parts.length === 1) {
    const page = LISTS.find((name) => name === first);
    return page === undefined ? missing : { page, search };
  }
  const isId = first === "evaluations" ? id.split("~").every((part) => ID.test(part)) : ID.test(id);
  if (!isId || (first !== "hall" && first !== "runs" && first !== "evaluations")) return missing;
  if (parts.length === 2) {
    if (first === "runs") return { page: "run", runId: id, search };
    if (first === "hall")
      return { page: "replay", runId: null, replayId: id, ...parseView(search) };
    return missing;
  }
  if (first === "hall" || replays !== "replays" || parts.length > 4) return missing;
  if (replayId === undefined || !ID.test(replayId)) return missing;
  const runId = first === "runs" ? id : evaluationHome(id);
  return { page: "replay", runId, replayId, ...parseView(search) };
}

function parseView(search: string): { step: number | null; truth: boolean } {
  const query = new URLSearchParams(search);
  const text = query.get("step");
  const step = text !== null && /^\d{1,7}$/.test(text) ? Number(text) : null;
  return { step, truth: query.get("truth") === "1" };
}

/** The address of the list of replays; `query` is what list_query.ts makes. */
export function replaysPath(query = ""): string {
  return address(`/${query}`);
}

export function runsPath(query = ""): string {
  return address(`/runs${query}`);
}

export function runPath(runId: string, query = ""): string {
  return address(`/runs/${runId}${query}`);
}

/** The address of the saved evaluations and bundles. */
export function evaluationsPath(query = ""): string {
  return address(`/evaluations${query}`);
}

/** The address of the page that opens files. */
export function openPath(query = ""): string {
  return address(`/open${query}`);
}

/** The address of a replay, at a step, with or without the truth. */
export function replayPath(home: ReplayHome, replayId: string, step = 0, truth = false): string {
  const wanted = [...(step === 0 ? [] : [`step=${step}`]), ...(truth ? ["truth=1"] : [])];
  const query = wanted.length === 0 ? "" : `?${wanted.join("&")}`;
  return address(`/${replaysFolder(home)}/${replayId}${query}`);
}

/** The address of Play; `query` is what play_query.ts makes. */
export function playPath(query = ""): string {
  return address(`/play${query}`);
}

/** The address of the hall of fame; `query` is what hall_query.ts makes. */
export function hallPath(query = ""): string {
  return address(`/hall${query}`);
}

/** The address of the curves; `query` is what selection.ts makes. */
export function analyticsPath(query = ""): string {
  return address(`/analytics${query}`);
}
