// The list of runs.
import { api } from "../api/client";
import { useLastData, useResource } from "../api/resource";
import { useRuns } from "../api/runs";
import { LIST_METRIC } from "../analytics/metrics";
import { Sparkline } from "../charts/sparkline";
import type { Run, Series } from "../generated/api";
import { formatAgo, formatCompact, formatNumber, formatSigned } from "../lib/format";
import { replayPath, runPath } from "../address/routes";
import { Icon } from "../ui/icons";
import { Empty, Pending, Problems, Stale } from "../ui/notice";
import { StatusPill } from "../ui/status_pill";
import { TableHead, type Column } from "../ui/table";
import { PageHead } from "./page_head";

const COLUMNS: readonly Column[] = [
  { label: "Run" },
  { label: "Status" },
  { label: "Algorithm" },
  { label: "Progress" },
  { label: "Steps", isRight: true },
  { label: "Return" },
  { label: "Updated" },
  { label: "Latest replay", isHidden: true },
];
const CURVES_MAX = 60; // the newest runs, which have a curve in the list
const CURVE_POINTS = 60;

export function RunsPage() {
  const { data, error } = useRuns();
  return (
    <main class="page">
      <PageHead crumbs={[]} title="Runs">
        {data !== null && data.runs.length > 0 && (
          <p class="muted">
            {data.runs.length === 1
              ? "One run"
              : `${formatNumber(data.runs.length)} runs, newest first`}
          </p>
        )}
      </PageHead>
      {data !== null && <Stale error={error} />}
      <Problems problems={data?.problems ?? []} />
      <Content runs={data?.runs ?? null} error={error} />
    </main>
  );
}

interface ContentProps {
  readonly runs: readonly Run[] | null;
  readonly error: Error | null;
}

function Content({ runs, error }: ContentProps) {
  if (runs === null) return <Pending error={error} what="runs" />;
  if (runs.length === 0) {
    return (
      <Empty title="No runs yet">
        <p>Train one; it appears here while it runs:</p>
        <pre>
          <code>trainkit run quickstart</code>
        </pre>
      </Empty>
    );
  }
  return <RunTable runs={runs} />;
}

/** The curves of return of the newest runs, by run; loaded again when a run has a new window. */
function useCurves(runs: readonly Run[]): ReadonlyMap<string, Series> {
  const shown = runs.filter((run) => run.window > 0).slice(0, CURVES_MAX);
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

function RunTable({ runs }: { readonly runs: readonly Run[] }) {
  const curves = useCurves(runs);
  return (
    <div class="panel table-panel">
      <table class="data-table stack-table">
        <TableHead columns={COLUMNS} />
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.run_id} run={run} curve={curves.get(run.run_id)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RunRowProps {
  readonly run: Run;
  readonly curve: Series | undefined;
}

/** What is wrong with a run and its files. */
function RowErrors({ run }: { readonly run: Run }) {
  const texts = [run.error, ...run.problems];
  return <>{texts.map((text) => text !== null && <p class="row-error">{text}</p>)}</>;
}

function RunRow({ run, curve }: RunRowProps) {
  return (
    <tr>
      <th scope="row">
        <a class="row-link" href={runPath(run.run_id)}>
          {run.run_id}
        </a>
        <RowErrors run={run} />
      </th>
      <td data-label="Status">
        <StatusPill run={run} />
      </td>
      <td data-label="Algorithm">{run.algorithm ?? "–"}</td>
      <td data-label="Progress">
        <Progress run={run} />
      </td>
      <td data-label="Steps" class="right num" title={`${formatNumber(run.env_steps_total)} steps`}>
        {formatCompact(run.env_steps_total)}
        {run.env_steps_planned !== null && (
          <span class="muted"> / {formatCompact(run.env_steps_planned)}</span>
        )}
      </td>
      <td data-label="Return">
        <ReturnCurve curve={curve} />
      </td>
      <td data-label="Updated" class="num" title={run.updated ?? undefined}>
        {run.updated === null ? "–" : formatAgo(run.updated, Date.now())}
      </td>
      <td class="row-action">
        {run.latest_replay !== null && (
          <a class="button" href={replayPath(run.run_id, run.latest_replay)}>
            <Icon name="play" />
            Watch<span class="visually-hidden"> the latest replay of {run.run_id}</span>
          </a>
        )}
      </td>
    </tr>
  );
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
