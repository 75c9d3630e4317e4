// Requests to the server; the shapes come from its OpenAPI description.
import type {
  FramePage,
  Meta,
  ReplayDetail,
  ReplayList,
  RunDetail,
  RunList,
  SeriesList,
  Verdict,
  WindowList,
} from "../generated/api";

const MAX_POINTS = 1500; // of a curve: more than a chart has pixels; the server keeps the extremes

export interface FrameRange {
  readonly start: number;
  readonly stop: number;
  readonly stride: number;
}

/** What went wrong with a request, in one sentence. */
export class ApiError extends Error {
  readonly status: number;

  /** @param status Of the answer; 0 where there was none. */
  constructor(message: string, status: number) {
    super(message);
    this.name = "ApiError";
    this.status = status;
  }
}

/** Whether a body is problem+json (RFC 9457) with its one sentence. */
function isProblem(body: unknown): body is { readonly detail: string } {
  return (
    typeof body === "object" && body !== null && "detail" in body && typeof body.detail === "string"
  );
}

async function problemOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const text = isProblem(body) ? body.detail : `The server answered ${response.status}.`;
  return new ApiError(text, response.status);
}

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      signal: signal ?? null,
      headers: { Accept: "application/json" },
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError("The server does not answer. Is playserver still running?", 0);
  }
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as T;
}

function runUrl(runId: string): string {
  return `/api/runs/${encodeURIComponent(runId)}`;
}

function replayUrl(runId: string, replayId: string): string {
  return `${runUrl(runId)}/replays/${encodeURIComponent(replayId)}`;
}

export const api = {
  meta: (signal?: AbortSignal) => get<Meta>("/api/meta", signal),
  runs: (signal?: AbortSignal) => get<RunList>("/api/runs", signal),
  run: (runId: string, signal?: AbortSignal) => get<RunDetail>(runUrl(runId), signal),
  windows: (runId: string, signal?: AbortSignal) =>
    get<WindowList>(`${runUrl(runId)}/windows?max_points=${MAX_POINTS}`, signal),
  /** A curve per run of one metric, named as in windows.jsonl: "return.mean". */
  series: (runIds: readonly string[], metric: string, maxPoints: number, signal?: AbortSignal) => {
    const query = new URLSearchParams(runIds.map((runId) => ["run", runId]));
    query.set("metric", metric);
    query.set("max_points", String(maxPoints));
    return get<SeriesList>(`/api/series?${query}`, signal);
  },
  replays: (runId: string, signal?: AbortSignal) =>
    get<ReplayList>(`${runUrl(runId)}/replays`, signal),
  replay: (runId: string, replayId: string, signal?: AbortSignal) =>
    get<ReplayDetail>(replayUrl(runId, replayId), signal),
  verify: (runId: string, replayId: string, signal?: AbortSignal) =>
    get<Verdict>(`${replayUrl(runId, replayId)}/verify`, signal),
  /** Frames start, start + stride, ... below stop; the server hands out at most 2,000 at once. */
  frames: (runId: string, replayId: string, range: FrameRange, signal?: AbortSignal) => {
    const { start, stop, stride } = range;
    const query = `start=${start}&stop=${stop}&stride=${stride}`;
    return get<FramePage>(`${replayUrl(runId, replayId)}/frames?${query}`, signal);
  },
  fileUrl: (runId: string, replayId: string) => `${replayUrl(runId, replayId)}/file`,
};
