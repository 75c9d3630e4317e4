// The page of a run: status, curves, evaluation, replays and configuration.
import { useMemo } from "preact/hooks";
import { api } from "../api/client";
import { useLastData, useResource, type Resource } from "../api/resource";
import { refreshMs } from "../api/runs";
import { LineChart } from "../charts/line_chart";
import { lossCharts, progressCharts } from "../analytics/progress_charts";
import type { ChartSpec } from "../charts/chart";
import type { Run, RunDetail, ReplayList, Window, WindowList } from "../generated/api";
import { formatAgo, formatCompact } from "../lib/format";
import { replayPath, runsPath } from "../address/routes";
import { Icon } from "../ui/icons";
import { Empty, Failure, Pending, Problems, Stale } from "../ui/notice";
import { StatusPill } from "../ui/status_pill";
import { ConfigTree } from "./config_tree";
import { EvaluationTable } from "./evaluation_table";
import { PageHead } from "./page_head";
import { ReplayTable } from "./replay_table";
import { Progress } from "./runs_page";

export function RunPage({ runId }: { readonly runId: string }) {
  const detail = useResource(
    runId,
    (signal) => api.run(runId, signal),
    (data) => refreshMs(data === null ? undefined : [data.run]),
  );
  // a new window changes the key, so what it adds is fetched again
  const key = `${runId} ${detail.data?.run.window ?? ""}`;
  const windows = useLastData(
    runId,
    useResource(key, (signal) => api.windows(runId, signal)),
  );
  const replays = useLastData(
    runId,
    useResource(key, (signal) => api.replays(runId, signal)),
  );
  return (
    <main class="page">
      <PageHead crumbs={[{ label: "Runs", href: runsPath() }]} title={runId}>
        {detail.data !== null && <RunFacts run={detail.data.run} />}
      </PageHead>
      {detail.data === null ? (
        <Pending error={detail.error} what="the run" />
      ) : (
        <>
          <Stale error={detail.error} />
          <Body detail={detail.data} windows={windows} replays={replays} />
        </>
      )}
    </main>
  );
}

function RunFacts({ run }: { readonly run: Run }) {
  return (
    <div class="facts">
      <StatusPill run={run} />
      <Progress run={run} />
      <span class="num">
        {formatCompact(run.env_steps_total)} <span class="muted">steps</span>
      </span>
      {run.algorithm !== null && <span>{run.algorithm}</span>}
      {run.updated !== null && (
        <span class="muted" title={run.updated}>
          updated {formatAgo(run.updated, Date.now())}
        </span>
      )}
      {Object.entries(run.links).map(([name, url]) => (
        <a key={name} class="button" href={url} target="_blank" rel="noreferrer noopener">
          {name}
        </a>
      ))}
      {run.latest_replay !== null && (
        <a class="button button-primary" href={replayPath(run.run_id, run.latest_replay)}>
          <Icon name="play" />
          Watch the latest replay
        </a>
      )}
    </div>
  );
}

interface BodyProps {
  readonly detail: RunDetail;
  readonly windows: Resource<WindowList>;
  readonly replays: Resource<ReplayList>;
}

function Body({ detail, windows, replays }: BodyProps) {
  return (
    <>
      {detail.run.error !== null && <Failure error={new Error(detail.run.error)} />}
      <Problems problems={detail.run.problems} />
      {detail.evaluation !== null && <EvaluationTable evaluation={detail.evaluation} />}
      {windows.data === null ? (
        <Pending error={windows.error} what="the curves" />
      ) : (
        <Curves windows={windows.data.windows} />
      )}
      <section class="panel table-panel" aria-labelledby="replays-title">
        <header class="panel-head">
          <h2 id="replays-title">Replays</h2>
          <p class="muted">One episode per window on the same seed, newest first</p>
        </header>
        {replays.data === null ? (
          <Pending error={replays.error} what="replays" />
        ) : replays.data.replays.length === 0 ? (
          <p class="panel-empty">No replay yet: the first comes with the first window.</p>
        ) : (
          <ReplayTable
            replays={replays.data.replays.map((entry) => ({ run_id: detail.run.run_id, entry }))}
          />
        )}
      </section>
      {detail.config !== null && <ConfigTree config={detail.config} />}
    </>
  );
}

function Curves({ windows }: { readonly windows: readonly Window[] }) {
  const { progress, losses, xs } = useMemo(
    () => ({
      progress: progressCharts(windows),
      losses: lossCharts(windows),
      xs: windows.map((row) => row.env_steps_total),
    }),
    [windows],
  );
  if (windows.length === 0) {
    return (
      <Empty title="No window yet">
        <p>The curves begin when the first window of training is done.</p>
      </Empty>
    );
  }
  return (
    <>
      <ChartGrid title="Progress" charts={progress} xs={xs} />
      {losses.length > 0 && (
        <details class="fold">
          <summary>Training losses ({losses.length})</summary>
          <ChartGrid title="Losses" charts={losses} xs={xs} />
        </details>
      )}
    </>
  );
}

interface ChartGridProps {
  readonly title: string;
  readonly charts: readonly ChartSpec[];
  readonly xs: readonly number[];
}

function ChartGrid({ title, charts, xs }: ChartGridProps) {
  return (
    <section class="chart-grid" aria-label={title}>
      {charts.map((chart) => (
        <div key={chart.title} class="panel">
          <LineChart chart={chart} xs={xs} xLabel="step" />
        </div>
      ))}
    </section>
  );
}
