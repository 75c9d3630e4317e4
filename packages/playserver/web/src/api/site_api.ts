// The same API from the files of a static site (`playserver build-static`).
import type {
  FoundReplayList,
  Frame,
  FramePage,
  Meta,
  MetricList,
  PolicyList,
  ReplayDetail,
  Run,
  RunDetail,
  RunList,
  Series,
  SeriesList,
  Verdict,
  WindowList,
} from "../generated/api";
import { SWITCHES } from "../generated/spec";
import { evaluationOf, type ReplayHome } from "../address/routes";
import { apiUrl } from "../address/site";
import type { FrameRange } from "../replay/frame_source";
import { parseCondition, selectRows, type ListQuery, type Value } from "./list_query";
import { ApiError, get, getBytes } from "./request";
import type { Api, World } from "./server_api";

/** The needed part of the StaticSite of models/, which is a file and so not in the OpenAPI description. */
interface Site {
  readonly has_frames: boolean;
  readonly frames_per_file: number;
  readonly bots: readonly string[];
}

const answers = new Map<string, Promise<unknown>>();

/** Fetch a file once; a failed request can be repeated. */
function file<T>(path: string): Promise<T> {
  let answer = answers.get(path) as Promise<T> | undefined;
  if (answer === undefined) {
    answer = get<T>(apiUrl(`${path}.json`));
    answers.set(path, answer);
    answer.catch(() => answers.delete(path));
  }
  return answer;
}

const NEEDS_SERVER = "This static site has only runs and their replays: more needs a server.";

function replayPath(home: ReplayHome, replayId: string): string {
  if (home === null || evaluationOf(home) !== null) throw new ApiError(NEEDS_SERVER, 0);
  return `runs/${home}/replays/${replayId}`;
}

/** The series of the given metrics; a file has one series per metric. */
export function pickMetrics(
  runId: string,
  list: SeriesList,
  metrics: readonly string[],
): readonly Series[] {
  return metrics.flatMap((metric) => {
    const found = list.series.find((one) => metric in one.values);
    return found === undefined ? [] : [{ ...found, run_id: runId }];
  });
}

/** The frames of a range, from pages of equal length. */
export function pickFrames(
  pages: readonly (readonly Frame[])[],
  firstPage: number,
  perPage: number,
  range: FrameRange,
): readonly Frame[] {
  const frames: Frame[] = [];
  for (let step = range.start; step < range.stop; step += range.stride) {
    const page = pages[Math.floor(step / perPage) - firstPage];
    const frame = page?.[step % perPage];
    if (frame !== undefined) frames.push(frame);
  }
  return frames;
}

async function frames(home: ReplayHome, replayId: string, range: FrameRange): Promise<FramePage> {
  const site = await file<Site>("site");
  if (!site.has_frames) {
    throw new ApiError(
      "This browser cannot simulate, and the site has no stored frames. Build it with --with-frames.",
      0,
    );
  }
  const perPage = site.frames_per_file;
  const first = Math.floor(range.start / perPage);
  const last = Math.floor((range.stop - 1) / perPage);
  const path = replayPath(home, replayId);
  const pages = await Promise.all(
    Array.from({ length: last - first + 1 }, (_, index) =>
      file<FramePage>(`${path}/frames/${first + index}`),
    ),
  );
  const picked = pickFrames(
    pages.map((page) => page.frames),
    first,
    perPage,
    range,
  );
  return { replay_id: replayId, ...range, total: pages[0]!.total, frames: [...picked] };
}

async function series(runIds: readonly string[], metrics: readonly string[]): Promise<SeriesList> {
  const lists = await Promise.all(runIds.map((runId) => file<SeriesList>(`runs/${runId}/series`)));
  return { series: lists.flatMap((list, index) => pickMetrics(runIds[index]!, list, metrics)) };
}

const CONFIG = "config";

/** What a name of a condition or a column stands for, as on the server. */
async function valueOfRun(run: Run, name: string): Promise<Value | object> {
  if (name in run) return run[name as keyof Run] as Value;
  if (name === CONFIG || name.startsWith(`${CONFIG}.`)) {
    let value: unknown = (await file<RunDetail>(`runs/${run.run_id}`)).config;
    for (const key of name.split(".").slice(1)) {
      value = (value as Record<string, unknown> | null | undefined)?.[key];
    }
    return value as Value;
  }
  const { series: found } = await series([run.run_id], [name]);
  return found[0]?.values[name]?.findLast((value) => value !== null) ?? null;
}

async function findRuns(
  query: ListQuery,
  limit: number,
  columns: readonly string[],
): Promise<RunList> {
  const all = await file<RunList>("runs");
  const conditions = query.where.map((text) => parseCondition(text)?.name ?? "");
  const names = [
    ...new Set([...columns, ...conditions, ...(query.sort === null ? [] : [query.sort])]),
  ];
  const runs = await Promise.all(
    all.runs.map(async (run): Promise<Run> => {
      const values = await Promise.all(
        names.map((name) => valueOfRun(run, name).catch(() => null)), // left out of the site
      );
      return { ...run, values: Object.fromEntries(names.map((name, i) => [name, values[i]])) };
    }),
  );
  const wanted = selectRows(
    runs,
    query,
    (run, name) => (run.values[name] ?? run[name as keyof Run]) as Value,
    (run) => [run.run_id, run.algorithm ?? "", run.status],
  );
  return { ...all, total: wanted.length, runs: pageOf(wanted, query, limit) };
}

function pageOf<T>(rows: readonly T[], { page }: ListQuery, limit: number): T[] {
  return rows.slice(page * limit, (page + 1) * limit);
}

async function findReplays(query: ListQuery, limit: number): Promise<FoundReplayList> {
  const all = await file<FoundReplayList>("replays");
  const wanted = selectRows(
    all.replays,
    query,
    ({ run_id, entry }, name) => {
      if (name === "run") return run_id;
      return name === "tag" ? entry.tags : (entry[name as keyof typeof entry] as Value);
    },
    ({ run_id, entry }) => [run_id, entry.replay_id, entry.policy, entry.seed, ...entry.tags],
  );
  return { total: wanted.length, replays: pageOf(wanted, query, limit) };
}

function botUrl(bot: string, { seed, episode, options }: World): string {
  const switches = SWITCHES.map((name) => Number(options[name])).join("");
  const world = [seed, episode, options.time_max, options.reward_mode, switches].join("-");
  return apiUrl(`bots/${bot}/${world}.abr`);
}

/** A bot's episode that was stored when the site was built: bots cannot play in a browser. */
async function botEpisode(bot: string, world: World, signal?: AbortSignal): Promise<Uint8Array> {
  const { bots } = await file<Site>("site");
  if (!bots.includes(bot)) {
    throw new ApiError(
      `this static site was built without episodes of ${bot}, which cannot play in a browser. build-static stores them with --beside ${bot}.`,
      0,
    );
  }
  try {
    return await getBytes(botUrl(bot, world), signal);
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) throw error;
    throw new ApiError(
      `this static site has no episode of ${bot} on this seed: the replay starts from a stored state, its time budget is too long, or ${bot} failed.`,
      404,
    );
  }
}

export const siteApi: Api = {
  meta: () => file<Meta>("meta"),
  runs: () => file<RunList>("runs"),
  findRuns,
  run: (runId) => file<RunDetail>(`runs/${runId}`),
  windows: (runId) => file<WindowList>(`runs/${runId}/windows`),
  metrics: (runId) => file<MetricList>(`runs/${runId}/metrics`),
  series,
  findReplays,
  evaluations: () => Promise.reject(new ApiError(NEEDS_SERVER, 0)),
  hall: () => Promise.reject(new ApiError(NEEDS_SERVER, 0)),
  policies: () => file<PolicyList>("policies"),
  policyUrl: (runId, window) => apiUrl(`runs/${runId}/checkpoints/${window}/policy.safetensors`),
  bots: () => Promise.resolve({ bots: [] }),
  replay: async (home, replayId) => file<ReplayDetail>(replayPath(home, replayId)),
  verify: async (home, replayId) => file<Verdict>(`${replayPath(home, replayId)}/verify`),
  frames,
  botUrl,
  botEpisode,
  fileUrl: (home, replayId) => apiUrl(`${replayPath(home, replayId)}.abr`),
  liveUrl: () => null,
};
