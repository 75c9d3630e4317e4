// The list of runs.
import { api } from "../api/client";
import {
  ALL,
  formatListQuery,
  isFiltered,
  parseListQuery,
  type ListQuery,
} from "../api/list_query";
import { useLastData, useResource } from "../api/resource";
import { refreshMs, useRunNames } from "../api/runs";
import { LIST_METRIC } from "../analytics/metrics";
import { formatSelection, parseSelection } from "../analytics/selection";
import { Sparkline } from "../charts/sparkline";
import type { Run, Series } from "../generated/api";
import { formatAgo, formatCompact, formatNumber, formatSigned } from "../lib/format";
import { refine } from "../address/router";
import { analyticsPath, runPath, runsPath } from "../address/routes";
import { Empty, Problems } from "../ui/notice";
import { StatusPill } from "../ui/status_pill";
import type { DataColumn } from "../ui/table";
import { countText, ListFrame, PER_PAGE } from "./list_frame";
import { Choice, ListControls } from "./list_tools";
import { PageHead } from "./page_head";
import { RunTabs } from "./run_tabs";
import { WatchLink } from "./replay_table";
import { WatchBest } from "./watch_best";

const CURVE_POINTS = 60;
const STATUSES = ["running", "completed", "failed", "interrupted", "unknown"] as const;

const COLUMNS: readonly DataColumn<Run>[] = [
  {
    label: "Run",
    cell: (run) => (
      <>
        <a class="row-link" href={runPath(run.run_id)}>
          {run.run_id}
        </a>
        <RowErrors run={run} />
      </>
    ),
  },
  {
    label: "Status",
    name: "status",
    isSortable: true,
    cell: (run) => <StatusPill run={run} />,
  },
  {
    label: "Algorithm",
    name: "algorithm",
    isSortable: true,
    cell: ({ algorithm }) => algorithm ?? "–",
  },
  { label: "Progress", name: "window", isSortable: true, cell: (run) => <Progress run={run} /> },
  {
    label: "Steps",
    name: "env_steps_total",
    isRight: true,
    isSortable: true,
    cell: (run) => (
      <span title={`${formatNumber(run.env_steps_total)} steps`}>
        {formatCompact(run.env_steps_total)}
        {run.env_steps_planned !== null && (
          <span class="muted"> / {formatCompact(run.env_steps_planned)}</span>
        )}
      </span>
    ),
  },
];
const LAST_COLUMNS: readonly DataColumn<Run>[] = [
  {
    label: "Updated",
    name: "updated",
    isSortable: true,
    cell: ({ updated }) =>
      updated === null ? "–" : <span title={updated}>{formatAgo(updated, Date.now())}</span>,
  },
  {
    label: "Replays",
    isHidden: true,
    cell: ({ run_id: id, latest_replay: latest }) =>
      latest !== null && (
        <span class="row-buttons">
          <WatchBest query={{ ...ALL, filters: { run: id } }} of={id} />
          <WatchLink home={id} replayId={latest} of={`the latest replay of ${id}`} />
        </span>
      ),
  },
];

const USUAL: ReadonlySet<string | undefined> = new Set([
  LIST_METRIC,
  ...[...COLUMNS, ...LAST_COLUMNS].map(({ name }) => name),
]);

function returnColumn(curves: ReadonlyMap<string, Series>): DataColumn<Run> {
  return {
    label: "Return",
    name: LIST_METRIC,
    isSortable: true,
    cell: (run) => <ReturnCurve curve={curves.get(run.run_id)} />,
  };
}

function valueColumn(name: string): DataColumn<Run> {
  return {
    label: name,
    name,
    isRight: true,
    isSortable: true,
    cell: ({ values }) => valueText(values[name]),
  };
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value !== "number") return String(value);
  return Number.isInteger(value) ? formatNumber(value) : String(Number(value.toPrecision(4)));
}

export function RunsPage({ search }: { readonly search: string }) {
  const query = parseListQuery(search);
  const show = (wanted: ListQuery) => refine(runsPath(formatListQuery(wanted)));
  const added = (query.columns ?? []).filter((name) => !USUAL.has(name));
  const { data, error } = useFoundRuns(query, added);
  const [runs, total] = [data?.runs ?? null, data?.total ?? 0];
  const curves = useCurves(runs ?? []);
  const columns = [...COLUMNS, returnColumn(curves), ...added.map(valueColumn), ...LAST_COLUMNS];
  const compared = formatSelection({ ...parseSelection(""), runs: query.selected });
  return (
    <main class="page">
      <PageHead crumbs={[]} title="Runs">
        <RunTabs here="runs" />
        {total > 0 && <p class="muted">{countText(total, "run", query)}</p>}
      </PageHead>
      <ListControls
        {...{ query, show, columns }}
        names={useRunNames()}
        example="survival>0.5"
        canAddColumns
      >
        <Choice label="Status" name="status" choices={STATUSES} query={query} show={show} />
      </ListControls>
      <Problems problems={data?.problems ?? []} />
      <ListFrame
        {...{ query, show, columns, error, total }}
        what="runs"
        rows={runs}
        keyOf={(run) => run.run_id}
        empty={<NoRuns isFiltered={isFiltered(query)} />}
      >
        <a class="button button-primary" href={analyticsPath(compared)}>
          Compare
        </a>
      </ListFrame>
    </main>
  );
}

function useFoundRuns(query: ListQuery, columns: readonly string[]) {
  const { selected: _, ...asked } = query;
  const key = formatListQuery({ ...asked, selected: [] });
  return useLastData(
    "runs",
    useResource(
      key,
      (signal) => api.findRuns(query, PER_PAGE, columns, signal),
      (list) => refreshMs(list?.runs),
    ),
  );
}

function NoRuns({ isFiltered: hasFilter }: { readonly isFiltered: boolean }) {
  return hasFilter ? (
    <Empty title="No run matches">
      <p>Remove a filter or a condition.</p>
    </Empty>
  ) : (
    <Empty title="No runs yet">
      <p>Train one; it appears here while it runs:</p>
      <pre>
        <code>trainkit run quickstart</code>
      </pre>
    </Empty>
  );
}

/** The curves of return, by run; loaded again when a run has a new window. */
function useCurves(runs: readonly Run[]): ReadonlyMap<string, Series> {
  const shown = runs.filter((run) => run.window > 0);
  const ids = shown.map((run) => run.run_id);
  const key = shown.map((run) => `${run.run_id}@${run.window}`).join(" ");
  const { data } = useLastData(
    "curves",
    useResource(key, async (signal) =>
      ids.length === 0 ? null : api.series(ids, [LIST_METRIC], CURVE_POINTS, signal),
    ),
  );
  return new Map(data?.series.map((series) => [series.run_id, series]));
}

/** What is wrong with a run and its files. */
function RowErrors({ run }: { readonly run: Run }) {
  const texts = [run.error, ...run.problems];
  return <>{texts.map((text) => text !== null && <p class="row-error">{text}</p>)}</>;
}

/** The mean return of the last window in which an episode ended, and its curve so far. */
function ReturnCurve({ curve }: { readonly curve: Series | undefined }) {
  const values = curve?.values[LIST_METRIC] ?? [];
  const points = values.flatMap((y, index) =>
    y === null ? [] : [{ x: curve?.windows[index] ?? 0, y }],
  );
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return <span class="muted">–</span>;
  return (
    <span class="return-curve">
      <span class="num">{formatSigned(last.y, 2)}</span>
      {points.length > 1 && (
        <Sparkline
          xs={points.map(({ x }) => x)}
          ys={points.map(({ y }) => y)}
          xSpan={{ low: first.x, high: last.x }}
          color="--series-1"
        />
      )}
    </span>
  );
}

export function Progress({ run }: { readonly run: Run }) {
  const total = run.windows_total;
  const share = total === null || total === 0 ? 0 : Math.min(1, run.window / total);
  return (
    <span class="progress">
      <span
        class="progress-track"
        role="progressbar"
        aria-label={`Windows of ${run.run_id}`}
        aria-valuenow={run.window}
        aria-valuemin={0}
        aria-valuemax={total ?? run.window}
      >
        <span class="progress-fill" style={{ transform: `scaleX(${share})` }} />
      </span>
      <span class="num">
        {run.window}
        <span class="muted">{total === null ? "" : ` / ${total}`} windows</span>
      </span>
    </span>
  );
}
