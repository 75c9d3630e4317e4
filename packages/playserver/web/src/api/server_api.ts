// Requests to a server. The types of the answers are generated from its OpenAPI description.
import type {
  BotList,
  FoundReplayList,
  FramePage,
  StoredReplay,
  StoredReplayList,
  EvaluationList,
  Meta,
  MetricList,
  PolicyList,
  ReplayDetail,
  RunDetail,
  RunList,
  SeriesList,
  Verdict,
  WindowList,
} from "../generated/api";
import type { EnvOptions } from "../generated/spec";
import { replaysFolder, type ReplayHome } from "../address/routes";
import { apiUrl } from "../address/site";
import type { FrameRange } from "../replay/frame_source";
import { requestOf, type ListQuery } from "./list_query";
import { get, getBytes } from "./request";

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
  return apiUrl(`${replaysFolder(home)}/${encodeURIComponent(replayId)}`);
}

export const serverApi = {
  meta: (signal?: AbortSignal) => get<Meta>(apiUrl("meta"), signal),
  runs: (signal?: AbortSignal) => get<RunList>(apiUrl("runs"), signal),
  /**
   * A page of the runs that match.
   *
   * @param columns Names of fields, keys of the configuration or metrics, for the `values` of each run.
   */
  findRuns: (
    wanted: ListQuery,
    limit: number,
    columns: readonly string[],
    signal?: AbortSignal,
  ) => {
    const query = requestOf(wanted, limit);
    for (const name of columns) query.append("column", name);
    return get<RunList>(apiUrl(`runs?${query}`), signal);
  },
  run: (runId: string, signal?: AbortSignal) => get<RunDetail>(runUrl(runId), signal),
  windows: (runId: string, signal?: AbortSignal) =>
    get<WindowList>(`${runUrl(runId)}/windows?max_points=${MAX_POINTS}`, signal),
  /** The names of all metrics of a run, as in "return.mean". */
  metrics: (runId: string, signal?: AbortSignal) =>
    get<MetricList>(`${runUrl(runId)}/metrics`, signal),
  /** The curves of some metrics, one series per run in the given order; `part` of the axis, or all. */
  series: (
    runIds: readonly string[],
    metrics: readonly string[],
    maxPoints: number,
    signal?: AbortSignal,
    part: AxisPart | null = null,
  ) => {
    const query = new URLSearchParams(runIds.map((runId) => ["run", runId]));
    for (const metric of metrics) query.append("metric", metric);
    query.set("max_points", String(maxPoints));
    for (const [name, value] of Object.entries(part ?? {})) query.set(name, String(value));
    return get<SeriesList>(apiUrl(`series?${query}`), signal);
  },
  /** A page of the replays that match, of all runs; the newest run and replay first. */
  findReplays: (wanted: ListQuery, limit: number, signal?: AbortSignal) =>
    get<FoundReplayList>(apiUrl(`replays?${requestOf(wanted, limit)}`), signal),
  /** Saved evaluations and bundles below the runs folder, newest first; pages count from 0. */
  evaluations: (search: string, page: number, limit: number, signal?: AbortSignal) => {
    const query = new URLSearchParams({
      search,
      offset: String(page * limit),
      limit: String(limit),
    });
    return get<EvaluationList>(apiUrl(`evaluations?${query}`), signal);
  },
  /** The entries of a board, on a seed if one is given, highest net profit first; pages count from 0. */
  hall: (
    board: Board,
    page: number,
    limit: number,
    signal?: AbortSignal,
    seed: string | null = null,
  ) =>
    get<StoredReplayList>(
      apiUrl(
        `hall?board=${board}&offset=${page * limit}&limit=${limit}${seed === null ? "" : `&seed=${seed}`}`,
      ),
      signal,
    ),
  /** The bots that the server can let play. */
  bots: (signal?: AbortSignal) => get<BotList>(apiUrl("bots"), signal),
  /** The newest runs that have checkpoints. */
  policies: (signal?: AbortSignal) => get<PolicyList>(apiUrl("policies"), signal),
  /** The policy file of a checkpoint. */
  policyUrl: (runId: string, window: number) => `${runUrl(runId)}/checkpoints/${window}/policy`,
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
  /** The replay file of a bot's episode in a world. */
  botUrl: (bot: string, { seed, episode, options }: World) => {
    const query = new URLSearchParams({ seed, episode });
    for (const [name, value] of Object.entries(options)) query.set(name, String(value));
    return apiUrl(`bots/${bot}/episode?${query}`);
  },
  /** The same file; the error says why it is not there. */
  botEpisode: (bot: string, world: World, signal?: AbortSignal) =>
    getBytes(serverApi.botUrl(bot, world), signal),
  fileUrl: (home: ReplayHome, replayId: string) => `${replayUrl(home, replayId)}/file`,
  /** Server-sent events of a run in training; null on a site without a server. */
  liveUrl: (runId: string, after: number): string | null => `${runUrl(runId)}/live?after=${after}`,
};

/** A part of the axis of curves, whose points can be finer. */
export interface AxisPart {
  readonly axis: "window" | "env_steps_total";
  readonly low: number;
  readonly high: number;
}

export type Api = typeof serverApi;
