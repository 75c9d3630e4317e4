// The page of a run: status, curves, evaluation, replays and configuration.
import { useMemo } from "preact/hooks";
import { api } from "../api/client";
import { useLastData, useResource, type Resource } from "../api/resource";
import { ALL, formatListQuery, parseListQuery } from "../api/list_query";
import { refreshMs } from "../api/runs";
import { LineChart } from "../charts/line_chart";
import { lossCharts, progressCharts } from "../analytics/progress_charts";
import type { ChartSpec } from "../charts/chart";
import type { Run, RunDetail, Window, WindowList } from "../generated/api";
import { formatAgo, formatCompact } from "../lib/format";
import { refine } from "../address/router";
import { replayPath, runPath, runsPath } from "../address/routes";
import { Icon } from "../ui/icons";
import { Empty, Failure, Pending, Problems, Stale } from "../ui/notice";
import { StatusPill } from "../ui/status_pill";
import { ConfigTree } from "./config_tree";
import { EvaluationTable } from "./evaluation_table";
import { openWindow } from "./open_window";
import { PageHead } from "./page_head";
import { ReplayList, useReplays } from "./replay_list";
import { Progress } from "./runs_page";
import { WatchBest } from "./watch_best";

interface RunPageProps {
  readonly runId: string;
  readonly search: string;
}

export function RunPage({ runId, search }: RunPageProps) {
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
          <Body detail={detail.data} windows={windows} search={search} />
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
        <>
          <a class="button" href={replayPath(run.run_id, run.latest_replay)}>
            <Icon name="play" />
            Watch the latest
          </a>
          <WatchBest query={{ ...ALL, filters: { run: run.run_id } }} isPrimary />
        </>
      )}
    </div>
  );
}

interface BodyProps {
  readonly detail: RunDetail;
  readonly windows: Resource<WindowList>;
  readonly search: string;
}

function Body({ detail, windows, search }: BodyProps) {
  return (
    <>
      {detail.run.error !== null && <Failure error={new Error(detail.run.error)} />}
      <Problems problems={detail.run.problems} />
      {detail.evaluation !== null && <EvaluationTable evaluation={detail.evaluation} />}
      {windows.data === null ? (
        <Pending error={windows.error} what="the curves" />
      ) : (
        <Curves runId={detail.run.run_id} windows={windows.data.windows} />
      )}
      <Replays run={detail.run} search={search} />
      {detail.config !== null && <ConfigTree config={detail.config} />}
    </>
  );
}

function Replays({ run, search }: { readonly run: Run; readonly search: string }) {
  const { filters, ...asked } = parseListQuery(search);
  const query = { ...asked, filters: { ...filters, run: run.run_id } };
  const found = useReplays(query, String(run.window));
  return (
    <section class="replays" aria-labelledby="replays-title">
      <h2 id="replays-title">Replays</h2>
      <ReplayList
        query={query}
        show={(wanted) => {
          const { run: _, ...others } = wanted.filters;
          refine(runPath(run.run_id, formatListQuery({ ...wanted, filters: others })));
        }}
        found={found}
        runs={null}
      />
    </section>
  );
}

interface CurvesProps {
  readonly runId: string;
  readonly windows: readonly Window[];
}

function Curves({ runId, windows }: CurvesProps) {
  const { progress, losses, xs } = useMemo(
    () => ({
      progress: progressCharts(windows),
      losses: lossCharts(windows),
      xs: windows.map((row) => row.env_steps_total),
    }),
    [windows],
  );
  const open = (_: number, index: number) => void openWindow(runId, windows[index]!.window);
  if (windows.length === 0) {
    return (
      <Empty title="No window yet">
        <p>The curves begin when the first window of training is done.</p>
      </Empty>
    );
  }
  return (
    <>
      <ChartGrid title="Progress" charts={progress} xs={xs} onOpen={open} />
      {losses.length > 0 && (
        <details class="fold">
          <summary>Training losses ({losses.length})</summary>
          <ChartGrid title="Losses" charts={losses} xs={xs} onOpen={open} />
        </details>
      )}
    </>
  );
}

interface ChartGridProps {
  readonly title: string;
  readonly charts: readonly ChartSpec[];
  readonly xs: readonly number[];
  readonly onOpen: (line: number, index: number) => void;
}

function ChartGrid({ title, charts, xs, onOpen }: ChartGridProps) {
  return (
    <section class="chart-grid" aria-label={title}>
      {charts.map((chart) => (
        <div key={chart.title} class="panel">
          <LineChart chart={chart} xs={xs} xLabel="step" onOpen={onOpen} />
        </div>
      ))}
    </section>
  );
}
