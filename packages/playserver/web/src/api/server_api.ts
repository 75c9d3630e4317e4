// Requests to a server. The types of the answers are generated from its OpenAPI description.
import type {
  BotList,
  FoundReplayList,
  FramePage,
  StoredReplay,
  StoredReplayList,
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
import type { EnvOptions } from "../generated/spec";
import type { ReplayHome } from "../address/routes";
import { apiUrl } from "../address/site";
import type { FrameRange } from "../replay/frame_source";
import type { ReplayQuery } from "./replay_query";
import { get } from "./request";

const MAX_POINTS = 1500; // per curve: more than a chart has pixels; the server keeps the extremes

function runUrl(runId: string): string {
  return apiUrl(`runs/${encodeURIComponent(runId)}`);
}

/** A board of the hall of fame. */
export type Board = NonNullable<StoredReplay["board"]>;

/** What determines a world. */
export interface World {
  readonly seed: string;
  readonly episode: string;
  readonly options: EnvOptions;
}

function replayUrl(home: ReplayHome, replayId: string): string {
  const folder = home === null ? apiUrl("hall") : `${runUrl(home)}/replays`;
  return `${folder}/${encodeURIComponent(replayId)}`;
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
  /** The curves of some metrics, one series per run in the given order. */
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
  /** The matching replays of all runs, newest run and replay first. */
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
  /** The entries of a board, highest net profit first; pages count from 0. */
  hall: (board: Board, page: number, limit: number, signal?: AbortSignal) =>
    get<StoredReplayList>(
      apiUrl(`hall?board=${board}&offset=${page * limit}&limit=${limit}`),
      signal,
    ),
  replay: (home: ReplayHome, replayId: string, signal?: AbortSignal) =>
    get<ReplayDetail>(replayUrl(home, replayId), signal),
  verify: (home: ReplayHome, replayId: string, signal?: AbortSignal) =>
    get<Verdict>(`${replayUrl(home, replayId)}/verify`, signal),
  /** Frames start, start + stride, ... below stop; the server limits how many it sends at once. */
  frames: (home: ReplayHome, replayId: string, range: FrameRange, signal?: AbortSignal) => {
    const { start, stop, stride } = range;
    const query = `start=${start}&stop=${stop}&stride=${stride}`;
    return get<FramePage>(`${replayUrl(home, replayId)}/frames?${query}`, signal);
  },
  bots: (signal?: AbortSignal) => get<BotList>(apiUrl("bots"), signal),
  /** The replay file of a bot's episode in a world. */
  botUrl: (bot: string, { seed, episode, options }: World) => {
    const query = new URLSearchParams({ seed, episode });
    for (const [name, value] of Object.entries(options)) query.set(name, String(value));
    return apiUrl(`bots/${bot}/episode?${query}`);
  },
  fileUrl: (home: ReplayHome, replayId: string) => `${replayUrl(home, replayId)}/file`,
  /** Server-sent events of a run in training; null on a site without a server. */
  liveUrl: (runId: string, after: number): string | null => `${runUrl(runId)}/live?after=${after}`,
};

export type Api = typeof serverApi;
