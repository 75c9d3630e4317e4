// Curves of one or several runs over each other, and what stands behind them.
import { useEffect, useMemo, useState } from "preact/hooks";
import { overlaid } from "../analytics/curves";
import {
  formatSelection,
  METRICS_DEFAULT,
  metricBases,
  metricNames,
  parseSelection,
  SMOOTH_MAX,
  toggled,
  type Selection,
} from "../analytics/selection";
import { api } from "../api/client";
import { useKept, useResource } from "../api/resource";
import { useRuns } from "../api/runs";
import { LineChart } from "../charts/line_chart";
import type { Run } from "../generated/api";
import { humanize } from "../lib/format";
import { refine } from "../router";
import { analyticsPath } from "../routes";
import { Empty, Failure, Loading, Stale } from "../ui/notice";
import { AnalyzedRun } from "./analyzed_run";
import { PageHead } from "./page_head";

const COLORS = 8;
const BANDS_MAX = 3; // of more runs the bands would hide each other
const DETAILS_MAX = 4;
const NAMED_MAX = 8; // runs whose metrics are asked for: others have the same
const POINTS_MAX = 1000;
const POINTS_SHARED = 60_000; // of all curves of a chart
const PERCENT = /(^|\.)(survival|invalid_rate)$/;

export function AnalyticsPage({ search }: { readonly search: string }) {
  const { data, error } = useRuns();
  return (
    <main class="page">
      <PageHead crumbs={[]} title="Analytics" />
      {data === null ? (
        error === null ? (
          <Loading what="runs" />
        ) : (
          <Failure error={error} />
        )
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

function show(selection: Selection): void {
  refine(analyticsPath(formatSelection(selection)));
}

/** Grows with every new window of a run that trains, as the server tells it. */
function useNews(run: Run | undefined): number {
  const [news, setNews] = useState(0);
  const url = run?.status === "running" ? api.liveUrl(run.run_id, run.window) : null;
  const runId = run?.run_id;
  useEffect(() => {
    if (url === null) return undefined;
    const source = new EventSource(url);
    source.addEventListener("window", () => setNews((before) => before + 1));
    return () => source.close();
  }, [runId, url === null]);
  return news;
}

interface WorkbenchProps {
  readonly runs: readonly Run[];
  readonly asked: Selection;
}

function Workbench({ runs, asked }: WorkbenchProps) {
  const chosen = runs.filter((run) => asked.runs.includes(run.run_id));
  const shown = asked.runs.length === 0 ? runs.slice(0, 1) : chosen;
  const missing = asked.runs.filter((id) => !runs.some((run) => run.run_id === id));
  const ids = shown.map((run) => run.run_id);
  const news = useNews(shown.find((run) => run.status === "running"));
  const version = `${shown.map((run) => `${run.run_id}@${run.window}`).join(" ")} ${news}`;
  const { data: names } = useKept(
    "names",
    useResource(version, async (signal) => {
      const lists = await Promise.all(ids.slice(0, NAMED_MAX).map((id) => api.metrics(id, signal)));
      return [...new Set(lists.flatMap((list) => list.metrics))];
    }),
  );
  const bases = metricBases(names ?? []);
  const defaults = METRICS_DEFAULT.filter((base) => bases.includes(base));
  const selection = {
    ...asked,
    runs: ids,
    metrics: asked.metrics.length === 0 ? defaults : asked.metrics,
  };
  const colorOf = (id: string) => `--run-${Math.max(0, ids.indexOf(id)) % COLORS}`;
  return (
    <div class="workbench">
      <Controls runs={runs} bases={bases} selection={selection} colorOf={colorOf} />
      <div class="workbench-main">
        {missing.length > 0 && <Failure error={new Error(`No such run: ${missing.join(", ")}`)} />}
        {names === null ? (
          <Loading what="the curves" />
        ) : (
          <section class="chart-grid" aria-label="Curves">
            {selection.metrics.map((base) => (
              <MetricChart
                key={base}
                base={base}
                names={names}
                selection={selection}
                version={version}
                colorOf={colorOf}
              />
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

interface MetricChartProps {
  readonly base: string;
  readonly names: readonly string[];
  readonly selection: Selection;
  readonly version: string;
  readonly colorOf: (runId: string) => string;
}

function MetricChart({ base, names, selection, version, colorOf }: MetricChartProps) {
  const { runs, smooth, isLog, axis } = selection;
  const wanted = metricNames(base, names, runs.length <= BANDS_MAX);
  const points = Math.max(60, Math.min(POINTS_MAX, Math.floor(POINTS_SHARED / (runs.length || 1))));
  const { data, error } = useKept(
    base,
    useResource(`${base} ${wanted.length} ${version}`, (signal) =>
      api.series(runs, wanted, points, signal),
    ),
  );
  const title = humanize(base.replaceAll(".", ", "));
  const drawn = useMemo(() => {
    if (data === null) return null;
    const { xs, series } = overlaid(data.series, wanted, selection, colorOf);
    const note = wanted.length > 1 ? "Mean; band: 25th to 75th percentile" : "Value per window";
    const unit = PERCENT.test(base) && !isLog ? "percent" : "number";
    return { xs, chart: { title, note, unit, series } as const };
  }, [data, smooth, isLog, axis]);
  const damaged = data?.series.find((one) => one.error !== null);
  return (
    <div class="panel">
      {drawn === null ? (
        error === null ? (
          <Loading what={title} />
        ) : (
          <Failure error={error} />
        )
      ) : (
        <>
          <Stale error={error} />
          {damaged !== undefined && (
            <Failure error={new Error(`${damaged.run_id}: ${damaged.error}`)} />
          )}
          {drawn.chart.series.length === 0 ? (
            <p class="panel-empty">{title}: no values yet</p>
          ) : (
            <LineChart
              chart={drawn.chart}
              xs={drawn.xs}
              xLabel={axis === "steps" ? "step" : "window"}
              isLog={isLog}
            />
          )}
        </>
      )}
    </div>
  );
}

interface ControlsProps {
  readonly runs: readonly Run[];
  readonly bases: readonly string[];
  readonly selection: Selection;
  readonly colorOf: (runId: string) => string;
}

function Controls({ runs, bases, selection, colorOf }: ControlsProps) {
  const change = (changed: Partial<Selection>) => show({ ...selection, ...changed });
  return (
    <form class="controls panel" aria-label="What is drawn" onSubmit={(e) => e.preventDefault()}>
      <Checks
        title="Runs"
        all={runs.map((run) => run.run_id)}
        chosen={selection.runs}
        colorOf={colorOf}
        onChange={(ids) => change({ runs: ids })}
      />
      <Checks
        title="Metrics"
        all={bases}
        chosen={selection.metrics}
        onChange={(metrics) => change({ metrics })}
      />
      <fieldset>
        <legend>Drawing</legend>
        <label class="check">
          <span>Smoothing {selection.smooth === 0 ? "off" : selection.smooth.toFixed(2)}</span>
          <input
            type="range"
            min="0"
            max={SMOOTH_MAX}
            step="0.02"
            value={selection.smooth}
            onInput={({ currentTarget }) => change({ smooth: Number(currentTarget.value) })}
          />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={selection.isLog}
            onChange={({ currentTarget }) => change({ isLog: currentTarget.checked })}
          />
          <span>Log scale</span>
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={selection.axis === "windows"}
            onChange={({ currentTarget }) =>
              change({ axis: currentTarget.checked ? "windows" : "steps" })
            }
          />
          <span>Over windows, not steps</span>
        </label>
      </fieldset>
    </form>
  );
}

interface ChecksProps {
  readonly title: string;
  readonly all: readonly string[];
  readonly chosen: readonly string[];
  readonly colorOf?: (name: string) => string;
  readonly onChange: (chosen: readonly string[]) => void;
}

function Checks({ title, all, chosen, colorOf, onChange }: ChecksProps) {
  const [text, setText] = useState("");
  const found = all.filter((name) => name.includes(text.trim()));
  return (
    <fieldset>
      <legend>
        {title}{" "}
        <small class="muted num">
          {chosen.length} of {all.length}
        </small>
      </legend>
      {all.length > 8 && (
        <input
          class="search"
          type="search"
          placeholder="Find"
          aria-label={`Find in ${title.toLowerCase()}`}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      )}
      <div class="checks" tabIndex={0} role="group" aria-label={title}>
        {found.map((name) => {
          const isChosen = chosen.includes(name);
          return (
            <label key={name} class="check">
              <input
                type="checkbox"
                checked={isChosen}
                onChange={() => onChange(toggled(chosen, name))}
              />
              {isChosen && colorOf !== undefined && (
                <span class="dot" style={{ background: `var(${colorOf(name)})` }} />
              )}
              <span>{name}</span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
