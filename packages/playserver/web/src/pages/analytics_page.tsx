// Curves of one or several runs in the same charts, and the details of those runs.
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { refine } from "../address/router";
import { analyticsPath } from "../address/routes";
import { runColor, type Look } from "../analytics/colors";
import { groupsOf, type Config, type Group } from "../analytics/groups";
import { METRICS_DEFAULT } from "../analytics/metrics";
import {
  formatSelection,
  metricBases,
  parseSelection,
  type Selection,
} from "../analytics/selection";
import { api } from "../api/client";
import { ALL } from "../api/list_query";
import { useLastData, useResource } from "../api/resource";
import { useRuns } from "../api/runs";
import { padded } from "../charts/ticks";
import type { Run } from "../generated/api";
import { Empty, Failure, Loading, Pending, Stale } from "../ui/notice";
import { useStableList } from "../ui/use_stable_list";
import { AnalyticsChart } from "./analytics_chart";
import { AnalyticsControls } from "./analytics_controls";
import { AnalyzedRun } from "./analyzed_run";
import { Differences } from "./differences";
import { PageHead } from "./page_head";

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

const RUNS_MAX = 5000; // as many as the server sends at once
const NO_CONFIGS: ReadonlyMap<string, Config> = new Map();

/** The configurations of some runs; none while they load, or for a single run. */
function useConfigs(ids: readonly string[]): ReadonlyMap<string, Config> {
  const isNeeded = ids.length > 1;
  const { data } = useResource(isNeeded ? ids.join(" ") : "", async (signal) =>
    isNeeded ? api.findRuns(ALL, RUNS_MAX, ["config"], signal) : null,
  );
  return useMemo(() => {
    if (data === null) return NO_CONFIGS;
    const shown = data.runs.filter((run) => ids.includes(run.run_id) && run.values["config"]);
    return new Map(shown.map((run) => [run.run_id, run.values["config"] as Config]));
  }, [data, ids]);
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
  const lookOf = useLooks(runs);
  const configs = useConfigs(ids);
  const groups = useGroups(ids, configs, asked.isGrouped);
  const bases = metricBases(names ?? []);
  const selection = { ...asked, runs: ids, metrics: metricsOf(asked, bases) };
  const change = (changed: Partial<Selection>) =>
    refine(analyticsPath(formatSelection({ ...selection, ...changed })));
  const view = { selection, ...useSpan(shown, asked, change) };
  return (
    <div class="workbench">
      <AnalyticsControls {...{ runs, bases, selection, lookOf, change }} />
      <div class="workbench-main">
        {missing.length > 0 && <Failure error={new Error(`No such run: ${missing.join(", ")}`)} />}
        {names === null ? (
          <Loading what="the curves" />
        ) : (
          <section class="chart-grid" aria-label="Curves">
            {selection.metrics.map((base) => (
              <AnalyticsChart key={base} {...{ base, names, version, groups, lookOf }} {...view} />
            ))}
          </section>
        )}
        <Differences configs={configs} lookOf={lookOf} />
        {shown.slice(0, DETAILS_MAX).map((run) => (
          <AnalyzedRun key={run.run_id} run={run} {...view} />
        ))}
      </div>
    </div>
  );
}

function useGroups(
  ids: readonly string[],
  configs: ReadonlyMap<string, Config>,
  isGrouped: boolean,
): readonly Group[] {
  const grouped = isGrouped ? configs : null;
  return useMemo(
    () =>
      grouped === null ? ids.map((id) => ({ label: id, runs: [id] })) : groupsOf(ids, grouped),
    [ids, grouped],
  );
}

/** The looks of runs, counted from the oldest, so that a new run changes no color. */
function useLooks(runs: readonly Run[]): (runId: string) => Look {
  const all = useStableList(runs.map((run) => run.run_id));
  return useMemo(() => {
    const places = new Map(all.map((id, index) => [id, all.length - 1 - index]));
    return (id) => runColor(places.get(id) ?? 0);
  }, [all]);
}

/** The part of the x axis that all charts and marks show: the address's, or that of the longest run. */
function useSpan(
  shown: readonly Run[],
  asked: Selection,
  change: (to: Partial<Selection>) => void,
) {
  const isBySteps = asked.axis === "steps";
  const end = Math.max(1, ...shown.map((run) => (isBySteps ? run.env_steps_total : run.window)));
  const [from, to] = asked.span ?? [null, null];
  const span = useMemo(
    () =>
      from === null || to === null || from >= end
        ? padded([0, end], 0.02)
        : ([from, Math.min(to, end)] as const),
    [from, to, end],
  );
  const latest = useRef(change);
  latest.current = change;
  const onZoom = useCallback(
    (wanted: readonly [number, number] | null) => latest.current({ span: wanted }),
    [],
  );
  return { span, onZoom };
}

function metricsOf(asked: Selection, bases: readonly string[]): readonly string[] {
  if (asked.metrics.length > 0) return asked.metrics;
  return METRICS_DEFAULT.filter((base) => bases.includes(base));
}
