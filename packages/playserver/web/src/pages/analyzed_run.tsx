// The details of a run in Analytics: ends, replays, checkpoints, evaluation, configuration, lineage.
import { useMemo } from "preact/hooks";
import { endShares } from "../analytics/curves";
import type { Selection } from "../analytics/selection";
import { api } from "../api/client";
import { useLastData, useResource } from "../api/resource";
import { LineChart } from "../charts/line_chart";
import type { ReplayEntry, Run } from "../generated/api";
import { END_CAUSES } from "../generated/spec";
import { formatNumber, humanize } from "../lib/format";
import { replayPath, runPath } from "../address/routes";
import { StatusPill } from "../ui/status_pill";
import { ConfigTree } from "./config_tree";
import { EvaluationTable } from "./evaluation_table";
import { ownTags } from "./replay_table";

const POINTS = 600;
const LINKS_MAX = 200; // with more replays, only those with a tag of their own are links

interface AnalyzedRunProps {
  readonly run: Run;
  readonly axis: Selection["axis"];
}

export function AnalyzedRun({ run, axis }: AnalyzedRunProps) {
  const id = run.run_id;
  const key = `${id} ${run.window}`;
  const detail = useLastData(
    id,
    useResource(key, (signal) => api.run(id, signal)),
  ).data;
  const replays = useLastData(
    id,
    useResource(key, (signal) => api.replays(id, signal)),
  ).data;
  return (
    <section class="analyzed" aria-label={`Run ${id}`}>
      <header class="panel-head">
        <h2>
          <a href={runPath(id)}>{id}</a>
        </h2>
        <StatusPill run={run} />
        {Object.entries(run.links).map(([name, url]) => (
          <a key={name} class="button" href={url} target="_blank" rel="noreferrer noopener">
            {name}
          </a>
        ))}
      </header>
      <Ends run={run} axis={axis} />
      {replays !== null && detail !== null && (
        <Markers run={run} replays={replays.replays} checkpoints={detail.checkpoints} />
      )}
      {detail?.evaluation != null && (
        <EvaluationTable evaluation={detail.evaluation} name={`Evaluation of ${id}`} />
      )}
      {detail?.config != null && <ConfigTree config={detail.config} />}
      {detail?.manifest != null && <ConfigTree title="Lineage" config={detail.manifest} />}
    </section>
  );
}

function Ends({ run, axis }: AnalyzedRunProps) {
  const names = ["episodes", ...END_CAUSES.map((cause) => `end_causes.${cause}`)];
  const { data } = useLastData(
    run.run_id,
    useResource(`${run.run_id} ${run.window}`, (signal) =>
      api.series([run.run_id], names, POINTS, signal),
    ),
  );
  const runId = run.run_id;
  const drawn = useMemo(() => {
    const first = data?.series[0];
    if (first === undefined) return null;
    // a static site has one series per metric
    const values = Object.assign({}, ...data!.series.map((one) => one.values));
    const shares = endShares({ ...first, values }, END_CAUSES);
    const lines = END_CAUSES.map((cause, index) => ({
      label: humanize(cause),
      color: `--end-${index}`,
      values: shares[index]!,
    }));
    const chart = {
      title: `Ends of episodes, ${runId}`,
      note: "Share of each window's episodes by their end",
      unit: "percent",
      lines,
    } as const;
    return { chart, xs: axis === "steps" ? first.env_steps_total : first.windows };
  }, [data, axis, runId]);
  if (drawn === null || drawn.xs.length === 0) return null;
  return (
    <div class="panel">
      <LineChart chart={drawn.chart} xs={drawn.xs} xLabel={axis === "steps" ? "step" : "window"} />
    </div>
  );
}

interface MarkersProps {
  readonly run: Run;
  readonly replays: readonly ReplayEntry[];
  readonly checkpoints: readonly number[];
}

function isTagged(entry: ReplayEntry): boolean {
  return ownTags(entry.tags).length > 0;
}

/** Replays and checkpoints along the windows of a run; a mark of a replay is a link to it. */
function Markers({ run, replays, checkpoints }: MarkersProps) {
  const placed = replays.filter((entry) => entry.window !== null);
  const links = placed.length <= LINKS_MAX ? placed : placed.filter(isTagged).slice(0, LINKS_MAX);
  const last = Math.max(1, run.window, ...links.map((entry) => entry.window ?? 0));
  const toX = (window: number) => 1 + (98 * window) / last;
  return (
    <div class="panel markers">
      <p class="panel-title">
        <span>Replays and checkpoints</span>
        <span class="muted num">
          {formatNumber(replays.length)} replays, {formatNumber(checkpoints.length)} checkpoints
        </span>
      </p>
      <div class="marker-line">
        {checkpoints.map((window) => (
          <span
            key={`c${window}`}
            class="marker marker-checkpoint"
            style={{ left: `${toX(window)}%` }}
            title={`Checkpoint of window ${window}`}
          />
        ))}
        {links.map((entry) => (
          <ReplayMarker key={entry.replay_id} runId={run.run_id} entry={entry} toX={toX} />
        ))}
      </div>
    </div>
  );
}

interface ReplayMarkerProps {
  readonly runId: string;
  readonly entry: ReplayEntry;
  readonly toX: (window: number) => number;
}

function ReplayMarker({ runId, entry, toX }: ReplayMarkerProps) {
  const tags = ownTags(entry.tags).join(", ");
  const label = `Replay of window ${entry.window}${tags === "" ? "" : `: ${humanize(tags)}`}`;
  return (
    // biome-ignore lint/a11y/useAnchorContent: its aria-label names it
    <a
      class={`marker ${isTagged(entry) ? "marker-tagged" : "marker-replay"}`}
      style={{ left: `${toX(entry.window ?? 0)}%` }}
      href={replayPath(runId, entry.replay_id)}
      aria-label={label}
      title={label}
    />
  );
}
