// A chart of Analytics: one metric of several runs.
import { useMemo } from "preact/hooks";
import { overlaid, type Curves } from "../analytics/curves";
import { BAND_NOTE, metricTitle, metricUnit } from "../analytics/metrics";
import { metricNames, type Selection } from "../analytics/selection";
import { api } from "../api/client";
import { useLastData, useResource } from "../api/resource";
import { LineChart } from "../charts/line_chart";
import type { Series } from "../generated/api";
import { Failure, Pending, Stale } from "../ui/notice";
import { useStableList } from "../ui/use_stable_list";

const BANDS_MAX = 3; // with more runs, the bands would hide each other
const POINTS_MIN = 60;
const POINTS_MAX = 1000;
const POINTS_SHARED = 60_000; // of all curves of a chart

interface AnalyticsChartProps {
  /** The metric without its statistic: "return", not "return.mean". */
  readonly base: string;
  readonly names: readonly string[];
  readonly selection: Selection;
  /** Changes when the runs have new data. */
  readonly version: string;
  readonly colorOf: (runId: string) => string;
}

export function AnalyticsChart(props: AnalyticsChartProps) {
  const { base, names, selection, version, colorOf } = props;
  const { runs, smooth, isLog, axis } = selection;
  const wanted = useStableList(metricNames(base, names, runs.length <= BANDS_MAX));
  const share = Math.floor(POINTS_SHARED / (runs.length || 1));
  const points = Math.max(POINTS_MIN, Math.min(POINTS_MAX, share));
  const { data, error } = useLastData(
    base,
    useResource(`${base} ${wanted.length} ${version}`, (signal) =>
      api.series(runs, wanted, points, signal),
    ),
  );
  const curves = useMemo(
    () => (data === null ? null : overlaid(data.series, wanted, { smooth, axis }, colorOf)),
    [data, wanted, smooth, axis, colorOf],
  );
  return (
    <div class="panel">
      {data === null || curves === null ? (
        <Pending error={error} what={metricTitle(base)} />
      ) : (
        <>
          <Stale error={error} />
          <Damaged series={data.series} />
          <Drawn base={base} curves={curves} isBand={wanted.length > 1} {...{ isLog, axis }} />
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

interface DrawnProps extends Pick<Selection, "isLog" | "axis"> {
  readonly base: string;
  readonly curves: Curves;
  readonly isBand: boolean;
}

function Drawn({ base, curves, isBand, isLog, axis }: DrawnProps) {
  const { xs, lines } = curves;
  const chart = useMemo(() => {
    const note = isBand ? `Mean; ${BAND_NOTE}` : "Value per window";
    const unit = isLog ? "number" : metricUnit(base);
    return { title: metricTitle(base), note, unit, lines };
  }, [base, isBand, isLog, lines]);
  if (lines.length === 0) return <p class="panel-empty">{chart.title}: no values yet</p>;
  return (
    <LineChart chart={chart} xs={xs} xLabel={axis === "steps" ? "step" : "window"} isLog={isLog} />
  );
}
