// A chart of Analytics: one metric of several runs.
import { useMemo } from "preact/hooks";
import type { Look } from "../analytics/colors";
import { overlaid, windowAt, type Curves } from "../analytics/curves";
import type { Group } from "../analytics/groups";
import { BAND_NOTE, metricTitle, metricUnit } from "../analytics/metrics";
import { metricNames, type Selection } from "../analytics/selection";
import { LineChart } from "../charts/line_chart";
import { valueNear } from "../charts/ticks";
import type { Series } from "../generated/api";
import { Failure, Pending, Stale } from "../ui/notice";
import { useInTurn } from "../ui/turns";
import { useStableList } from "../ui/use_stable_list";
import { openWindow } from "./open_window";
import { useCurves } from "./use_curves";

const BANDS_MAX = 3; // with more runs, the bands would hide each other
const POINTS_MIN = 60;
const POINTS_MAX = 1000;
const POINTS_SHARED = 24_000; // of all curves of a chart

/** What all charts of Analytics share. */
export interface ChartView {
  readonly selection: Selection;
  /** The part of the x axis that all charts show. */
  readonly span: readonly [number, number];
  readonly onZoom: (span: readonly [number, number] | null) => void;
}

interface AnalyticsChartProps extends ChartView {
  /** The metric without its statistic: "return", not "return.mean". */
  readonly base: string;
  readonly names: readonly string[];
  /** Changes when the runs have new data. */
  readonly version: string;
  readonly groups: readonly Group[];
  readonly lookOf: (runId: string) => Look;
}

export function AnalyticsChart(props: AnalyticsChartProps) {
  const { base, names, selection, version, groups, lookOf, span } = props;
  const { runs, smooth, axis } = selection;
  const hasBand = groups.length <= BANDS_MAX && groups.length === runs.length;
  const metrics = useStableList(metricNames(base, names, hasBand));
  const share = Math.floor(POINTS_SHARED / (runs.length || 1));
  const points = Math.max(POINTS_MIN, Math.min(POINTS_MAX, share));
  const { series, error } = useCurves({ runs, metrics, points, version }, selection);
  const drawing = useInTurn(
    useMemo(
      () => series && ([series, metrics, { smooth, axis, lookOf, groups, span }] as const),
      [series, metrics, smooth, axis, lookOf, groups, span],
    ),
  );
  const curves = useMemo(() => drawing && overlaid(...drawing), [drawing]);
  return (
    <div class="panel">
      {series === null || curves === null ? (
        <Pending error={error} what={metricTitle(base)} />
      ) : (
        <>
          <Stale error={error} />
          <Damaged series={series} />
          <Drawn {...props} curves={curves} isBand={metrics.length > 1} />
        </>
      )}
    </div>
  );
}

/** Reports the first run whose file could not be read. */
function Damaged({ series }: { readonly series: readonly Series[] }) {
  const damaged = series.find((one) => one.error !== null);
  if (damaged === undefined) return null;
  return <Failure error={new Error(`${damaged.run_id}: ${damaged.error}`)} />;
}

interface DrawnProps extends ChartView {
  readonly base: string;
  readonly curves: Curves;
  readonly isBand: boolean;
}

/** What the lines are, in one line. */
function noteOf({ curves, isBand, selection }: DrawnProps): string {
  const isGrouped = curves.runs.some((runs) => runs.length > 1);
  const parts = [isBand || isGrouped ? "Mean" : "Value per window"];
  if (isGrouped) parts.push("of the seeds; band: its 95 % interval");
  else if (isBand) parts[0] += `; ${BAND_NOTE}`;
  const smoothing = selection.smooth === 0 ? "" : `; smoothed by ${selection.smooth.toFixed(2)}`;
  const raw = curves.lines.some((line) => line.raw !== undefined) ? ", faint: raw" : "";
  return `${parts.join(" ")}${smoothing}${raw}${selection.isClipped ? "; outliers cut off" : ""}`;
}

function Drawn(props: DrawnProps) {
  const { base, curves, selection, span, onZoom } = props;
  const { xs, lines, runs } = curves;
  const { isLog, isClipped, axis } = selection;
  const note = noteOf(props);
  const chart = useMemo(() => {
    const unit = isLog ? "number" : metricUnit(base);
    return { title: metricTitle(base), note, unit, lines } as const;
  }, [base, note, isLog, lines]);
  if (lines.length === 0) return <p class="panel-empty">{chart.title}: no values yet</p>;
  const open = (line: number, index: number): void => {
    const run = nearestRun(runs[line]!, base, valueNear(lines[line]!.values, index) ?? 0);
    void openWindow(run.run_id, windowAt(run, axis, xs[index]!));
  };
  return (
    <LineChart
      {...{ chart, xs, isLog, isClipped, span, onZoom }}
      xLabel={axis === "steps" ? "step" : "window"}
      onOpen={open}
    />
  );
}

/** Of the runs of a line, the one whose last value is nearest to a value. */
function nearestRun(runs: readonly Series[], base: string, value: number): Series {
  const distance = (run: Series): number => {
    const values = run.values[`${base}.mean`] ?? run.values[base] ?? [];
    return Math.abs((values.findLast((one) => one !== null) ?? Infinity) - value);
  };
  return runs.reduce((best, run) => (distance(run) < distance(best) ? run : best));
}
