// The details of a run in Analytics: ends, replays, checkpoints, evaluation, configuration, lineage.
import { useMemo, useRef } from "preact/hooks";
import { axisOf, endShares, windowAt } from "../analytics/curves";
import { marksOf, type Mark } from "../analytics/markers";
import { api } from "../api/client";
import { ALL, formatListQuery } from "../api/list_query";
import { useLastData, useResource } from "../api/resource";
import { LineChart } from "../charts/line_chart";
import type { ReplayEntry, Run, Series } from "../generated/api";
import { END_CAUSES } from "../generated/spec";
import { formatNumber, humanize } from "../lib/format";
import { replayPath, replaysPath, runPath } from "../address/routes";
import { StatusPill } from "../ui/status_pill";
import { useSize } from "../ui/use_size";
import { useStableList } from "../ui/use_stable_list";
import type { ChartView } from "./analytics_chart";
import { ConfigTree } from "./config_tree";
import { EvaluationTable } from "./evaluation_table";
import { openWindow } from "./open_window";
import { ownTags, tagText } from "./replay_table";
import { useCurves } from "./use_curves";

const POINTS = 600;
const END_METRICS = ["episodes", ...END_CAUSES.map((cause) => `end_causes.${cause}`)];
const REPLAYS_MAX = 5000; // as many as the server sends at once

interface AnalyzedRunProps extends ChartView {
  readonly run: Run;
}

export function AnalyzedRun({ run, ...view }: AnalyzedRunProps) {
  const id = run.run_id;
  const detail = useLastData(
    id,
    useResource(`${id} ${run.window}`, (signal) => api.run(id, signal)),
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
      <Ends {...view} run={run} checkpoints={detail?.checkpoints ?? []} />
      {detail?.evaluation != null && (
        <EvaluationTable evaluation={detail.evaluation} name={`Evaluation of ${id}`} />
      )}
      {detail?.config != null && <ConfigTree config={detail.config} />}
      {detail?.manifest != null && <ConfigTree title="Lineage" config={detail.manifest} />}
    </section>
  );
}

interface EndsProps extends AnalyzedRunProps {
  readonly checkpoints: readonly number[];
}

/** How episodes ended over the run; null while it loads. */
function useEnds({ run: { run_id: runId, window }, selection }: AnalyzedRunProps) {
  const { axis } = selection;
  const runs = useStableList([runId]);
  const { series: loaded } = useCurves(
    { runs, metrics: END_METRICS, points: POINTS, version: `${runId} ${window}` },
    selection,
  );
  return useMemo(() => {
    const first = loaded?.[0];
    if (first === undefined) return null;
    // a static site has one series per metric
    const values = Object.assign({}, ...loaded!.map((one) => one.values));
    const series: Series = { ...first, values };
    const shares = endShares(series, END_CAUSES);
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
    return { chart, series, xs: axisOf(series, axis) };
  }, [loaded, axis, runId]);
}

/** The ends of episodes, with the run's replays and checkpoints along the same axis. */
function Ends({ checkpoints, ...view }: EndsProps) {
  const drawn = useEnds(view);
  const { run, selection, span, onZoom } = view;
  const { axis } = selection;
  if (drawn === null || drawn.xs.length === 0) return null;
  const { chart, series, xs } = drawn;
  return (
    <div class="panel">
      <LineChart
        {...{ chart, xs, span, onZoom }}
        xLabel={axis === "steps" ? "step" : "window"}
        onOpen={(_, index) => void openWindow(run.run_id, windowAt(series, axis, xs[index]!))}
      />
      <Markers {...{ run, checkpoints, span }} xOf={(window) => placeOf(series, axis, window)} />
    </div>
  );
}

/** Where a window is on the axis, between the two known windows beside it. */
function placeOf(series: Series, axis: "steps" | "windows", window: number): number {
  if (axis === "windows") return window;
  const { windows, env_steps_total: steps } = series;
  const after = windows.findIndex((one) => one >= window);
  if (after < 0) return steps.at(-1) ?? 0;
  const [w0, s0] = after === 0 ? [0, 0] : [windows[after - 1]!, steps[after - 1]!];
  return s0 + ((steps[after]! - s0) * (window - w0)) / (windows[after]! - w0);
}

interface MarkersProps {
  readonly run: Run;
  readonly checkpoints: readonly number[];
  readonly span: ChartView["span"];
  /** The place of a window on the axis. */
  readonly xOf: (window: number) => number;
}

/** Replays and checkpoints along the axis of the chart above; each mark is a link. */
function Markers({ run, checkpoints, span, xOf }: MarkersProps) {
  const id = run.run_id;
  const { data } = useLastData(
    id,
    useResource(`${id} ${run.window}`, (signal) =>
      api.findReplays({ ...ALL, filters: { run: id } }, REPLAYS_MAX, signal),
    ),
  );
  const lane = useRef<HTMLDivElement>(null);
  const width = useSize(lane)?.width ?? 0;
  const placed = (data?.replays ?? []).flatMap(({ entry }) =>
    entry.window === null ? [] : [{ entry, window: entry.window }],
  );
  const best = Number(run.best_checkpoint ?? "0");
  return (
    <div class="markers">
      <p class="panel-title">
        <span>Replays and checkpoints</span>
        <span class="muted num">
          {formatNumber(data?.total ?? 0)} replays, {formatNumber(checkpoints.length)} checkpoints
        </span>
      </p>
      <div class="marker-lane" ref={lane}>
        {marksOf(placed, ({ window }) => xOf(window), span, width).map((mark) => (
          <ReplayMark key={mark.at} runId={id} mark={mark} />
        ))}
        {marksOf(checkpoints, xOf, span, width).map(({ at, items }) => (
          <span
            key={`c${at}`}
            class={`mark-checkpoint${items.includes(best) ? " is-best" : ""}`}
            style={{ left: `${at}px` }}
            title={checkpointText(items, best)}
          />
        ))}
      </div>
    </div>
  );
}

/** "window 3", or "windows 3 to 9". */
function windowsText(windows: readonly number[]): string {
  const [first, last] = [Math.min(...windows), Math.max(...windows)];
  return first === last ? `window ${first}` : `windows ${first} to ${last}`;
}

function checkpointText(windows: readonly number[], best: number): string {
  const what = windows.length === 1 ? "Checkpoint" : `${windows.length} checkpoints`;
  return `${what} of ${windowsText(windows)}${windows.includes(best) ? `; the best: ${best}` : ""}`;
}

interface ReplayMarkProps {
  readonly runId: string;
  readonly mark: Mark<{ readonly entry: ReplayEntry; readonly window: number }>;
}

function ReplayMark({ runId, mark: { at, items } }: ReplayMarkProps) {
  const windows = items.map(({ window }) => window);
  const tags = [...new Set(items.flatMap(({ entry }) => ownTags(entry.tags)))].map(tagText);
  const what = items.length === 1 ? "Replay" : `${items.length} replays`;
  const label = `${what} of ${windowsText(windows)}${tags.length > 0 ? `: ${tags.join(", ")}` : ""}`;
  const where = [`window>=${Math.min(...windows)}`, `window<=${Math.max(...windows)}`];
  const list = formatListQuery({ ...ALL, filters: { run: runId }, where });
  const only = items.length === 1 ? items[0]!.entry : null;
  return (
    // biome-ignore lint/a11y/useAnchorContent: its aria-label names it
    <a
      class={`replay-mark${tags.length > 0 ? " is-tagged" : ""}`}
      style={{ left: `${at}px` }}
      href={only === null ? replaysPath(list) : replayPath(runId, only.replay_id)}
      aria-label={label}
      title={label}
    />
  );
}
