// What the page asks a server; the shapes come from its OpenAPI description.
import type {
  FoundReplayList,
  FramePage,
  Meta,
  MetricList,
  ReplayDetail,
  ReplayList,
  RunDetail,
  RunList,
  SeriesList,
  Verdict,
  WindowList,
} from "../generated/api";
import { apiUrl } from "../site";
import type { ReplayQuery } from "./replay_query";
import { get } from "./request";

const MAX_POINTS = 1500; // of a curve: more than a chart has pixels; the server keeps the extremes

export interface FrameRange {
  readonly start: number;
  readonly stop: number;
  readonly stride: number;
}

function runUrl(runId: string): string {
  return apiUrl(`runs/${encodeURIComponent(runId)}`);
}

function replayUrl(runId: string, replayId: string): string {
  return `${runUrl(runId)}/replays/${encodeURIComponent(replayId)}`;
}

export const serverApi = {
  meta: (signal?: AbortSignal) => get<Meta>(apiUrl("meta"), signal),
  runs: (signal?: AbortSignal) => get<RunList>(apiUrl("runs"), signal),
  run: (runId: string, signal?: AbortSignal) => get<RunDetail>(runUrl(runId), signal),
  windows: (runId: string, signal?: AbortSignal) =>
    get<WindowList>(`${runUrl(runId)}/windows?max_points=${MAX_POINTS}`, signal),
  /** The names of all metrics of a run, as in "return.mean". */
  metrics: (runId: string, signal?: AbortSignal) =>
    get<MetricList>(`${runUrl(runId)}/metrics`, signal),
  /** The curves of some metrics, per run in the order given. */
  series: (
    runIds: readonly string[],
    metrics: readonly string[],
    maxPoints: number,
    signal?: AbortSignal,
  ) => {
    const query = new URLSearchParams(runIds.map((runId) => ["run", runId]));
    for (const metric of metrics) query.append("metric", metric);
    query.set("max_points", String(maxPoints));
    return get<SeriesList>(apiUrl(`series?${query}`), signal);
  },
  replays: (runId: string, signal?: AbortSignal) =>
    get<ReplayList>(`${runUrl(runId)}/replays`, signal),
  /** Replays of all runs that match, newest run and replay first. */
  findReplays: (wanted: ReplayQuery, limit: number, signal?: AbortSignal) => {
    const { run, page, ...filters } = wanted;
    const query = new URLSearchParams(
      Object.entries(filters).flatMap(([name, value]) =>
        value === null ? [] : [[name, String(value)]],
      ),
    );
    query.set("offset", String(page * limit));
    query.set("limit", String(limit));
    if (run === null) return get<FoundReplayList>(apiUrl(`replays?${query}`), signal);
    return get<ReplayList>(`${runUrl(run)}/replays?${query}`, signal).then(
      ({ total, replays }): FoundReplayList => ({
        total,
        replays: replays.map((entry) => ({ run_id: run, entry })),
      }),
    );
  },
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
  /** News of a run while it trains, as server-sent events; null where there are none. */
  liveUrl: (runId: string, after: number): string | null => `${runUrl(runId)}/live?after=${after}`,
};

export type Api = typeof serverApi;
