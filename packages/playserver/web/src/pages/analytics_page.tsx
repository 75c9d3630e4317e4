// Curves of one or several runs in the same charts, and the details of those runs.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { METRICS_DEFAULT } from "../analytics/metrics";
import { metricBases, parseSelection, type Selection } from "../analytics/selection";
import { api } from "../api/client";
import { useLastData, useResource } from "../api/resource";
import { useRuns } from "../api/runs";
import type { Run } from "../generated/api";
import { Empty, Failure, Loading, Pending, Stale } from "../ui/notice";
import { useStableList } from "../ui/use_stable_list";
import { AnalyticsChart } from "./analytics_chart";
import { AnalyticsControls } from "./analytics_controls";
import { AnalyzedRun } from "./analyzed_run";
import { PageHead } from "./page_head";

const COLORS = 8;
const DETAILS_MAX = 4;
const NAMED_MAX = 8; // runs whose metric names are loaded: other runs have the same

export function AnalyticsPage({ search }: { readonly search: string }) {
  const { data, error } = useRuns();
  return (
    <main class="page">
      <PageHead crumbs={[]} title="Analytics" />
      {data === null ? (
        <Pending error={error} what="runs" />
      ) : data.runs.length === 0 ? (
        <Empty title="No runs yet">
          <p>Curves begin with the first window of a run.</p>
        </Empty>
      ) : (
        <>
          <Stale error={error} />
          <Workbench runs={data.runs} asked={parseSelection(search)} />
        </>
      )}
    </main>
  );
}

/** Counts the new windows of a run in training, from the server's events. */
function useLiveWindows(run: Run | undefined): number {
  const [count, setCount] = useState(0);
  const runId = run?.status === "running" ? run.run_id : null;
  const window = useRef(0);
  window.current = run?.window ?? 0; // read when the stream opens: a new window does not reopen it
  useEffect(() => {
    const url = runId === null ? null : api.liveUrl(runId, window.current);
    if (url === null) return undefined;
    const source = new EventSource(url);
    source.addEventListener("window", () => setCount((before) => before + 1));
    return () => source.close();
  }, [runId]);
  return count;
}

/** The names of the metrics that the runs have; null while they load. */
function useMetricNames(ids: readonly string[], version: string): readonly string[] | null {
  const names = useResource(version, async (signal) => {
    const lists = await Promise.all(ids.slice(0, NAMED_MAX).map((id) => api.metrics(id, signal)));
    return [...new Set(lists.flatMap((list) => list.metrics))];
  });
  return useLastData("names", names).data;
}

interface WorkbenchProps {
  readonly runs: readonly Run[];
  readonly asked: Selection;
}

function Workbench({ runs, asked }: WorkbenchProps) {
  const chosen = runs.filter((run) => asked.runs.includes(run.run_id));
  const shown = asked.runs.length === 0 ? runs.slice(0, 1) : chosen;
  const missing = asked.runs.filter((id) => !runs.some((run) => run.run_id === id));
  const ids = useStableList(shown.map((run) => run.run_id));
  const liveWindows = useLiveWindows(shown.find((run) => run.status === "running"));
  const version = `${shown.map((run) => `${run.run_id}@${run.window}`).join(" ")} ${liveWindows}`;
  const names = useMetricNames(ids, version);
  const colorOf = useMemo(
    () => (id: string) => `--run-${Math.max(0, ids.indexOf(id)) % COLORS}`,
    [ids],
  );
  const bases = metricBases(names ?? []);
  const selection = { ...asked, runs: ids, metrics: metricsOf(asked, bases) };
  return (
    <div class="workbench">
      <AnalyticsControls runs={runs} bases={bases} selection={selection} colorOf={colorOf} />
      <div class="workbench-main">
        {missing.length > 0 && <Failure error={new Error(`No such run: ${missing.join(", ")}`)} />}
        {names === null ? (
          <Loading what="the curves" />
        ) : (
          <section class="chart-grid" aria-label="Curves">
            {selection.metrics.map((base) => (
              <AnalyticsChart key={base} {...{ base, names, selection, version, colorOf }} />
            ))}
          </section>
        )}
        {shown.slice(0, DETAILS_MAX).map((run) => (
          <AnalyzedRun key={run.run_id} run={run} axis={selection.axis} />
        ))}
      </div>
    </div>
  );
}

function metricsOf(asked: Selection, bases: readonly string[]): readonly string[] {
  if (asked.metrics.length > 0) return asked.metrics;
  return METRICS_DEFAULT.filter((base) => bases.includes(base));
}
