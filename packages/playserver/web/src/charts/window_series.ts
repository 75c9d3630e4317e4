// The curves of a run, made of its windows. Pure.
import type { Window } from "../generated/api";
import { END_CAUSES } from "../generated/spec";
import { humanize } from "../lib/format";

export interface Series {
  readonly label: string;
  /** A custom property of the style sheet. */
  readonly color: string;
  readonly values: readonly (number | null)[];
  /** Lower and upper edge of a band around the line. */
  readonly band?: readonly [readonly (number | null)[], readonly (number | null)[]];
  readonly isDashed?: boolean;
}

export interface ChartSpec {
  readonly title: string;
  /** What the numbers are, one line. */
  readonly note: string;
  readonly unit: "number" | "percent";
  readonly series: readonly Series[];
}

type Dist = NonNullable<Window["net_profit"]>;

function distSeries(label: string, color: string, dists: readonly (Dist | null)[]): Series {
  return {
    label,
    color,
    values: dists.map((dist) => dist?.mean ?? null),
    band: [dists.map((dist) => dist?.q25 ?? null), dists.map((dist) => dist?.q75 ?? null)],
  };
}

function evaluated(
  windows: readonly Window[],
  pick: (evaluation: NonNullable<Window["evaluation"]>) => number,
): Series {
  return {
    label: "Evaluation",
    color: "--series-2",
    values: windows.map(({ evaluation }) => (evaluation === null ? null : pick(evaluation))),
    isDashed: true,
  };
}

/** Only series with a value somewhere. */
function withValues(series: readonly Series[]): readonly Series[] {
  return series.filter((one) => one.values.some((value) => value !== null));
}

/** The charts of how well a run does, in the order in which they are read. */
export function progressCharts(windows: readonly Window[]): readonly ChartSpec[] {
  const charts: ChartSpec[] = [
    {
      title: "Return",
      note: "Mean per episode; band: 25th to 75th percentile",
      unit: "number",
      series: [
        distSeries(
          "Training",
          "--series-1",
          windows.map((row) => row.return),
        ),
        evaluated(windows, (evaluation) => evaluation.return.mean),
      ],
    },
    {
      title: "Net profit",
      note: "Credits per episode; band: 25th to 75th percentile",
      unit: "number",
      series: [
        distSeries(
          "Training",
          "--series-1",
          windows.map((row) => row.net_profit),
        ),
        evaluated(windows, (evaluation) => evaluation.net_profit.mean),
      ],
    },
    {
      title: "Survival",
      note: "Share of episodes neither destroyed nor stranded",
      unit: "percent",
      series: [
        {
          label: "Training",
          color: "--series-1",
          values: windows.map((row) => row.survival),
        },
        evaluated(windows, (evaluation) => evaluation.survival),
      ],
    },
    {
      title: "Ends of episodes",
      note: "Share of the window's episodes by their end",
      unit: "percent",
      series: END_CAUSES.map((cause, index) => ({
        label: humanize(cause),
        color: `--end-${index}`,
        values: windows.map((row) =>
          row.episodes > 0 ? (row.end_causes[cause] ?? 0) / row.episodes : null,
        ),
      })),
    },
    {
      title: "Illegal actions",
      note: "Share of steps whose action was illegal",
      unit: "percent",
      series: [
        { label: "Training", color: "--series-1", values: windows.map((row) => row.invalid_rate) },
      ],
    },
    {
      title: "Profit per tick",
      note: "Credits per tick; band: 25th to 75th percentile",
      unit: "number",
      series: [
        distSeries(
          "Training",
          "--series-1",
          windows.map((row) => row.profit_per_tick),
        ),
      ],
    },
  ];
  return charts
    .map((chart) => ({ ...chart, series: withValues(chart.series) }))
    .filter((chart) => chart.series.length > 0);
}

/** A chart per training loss, by name. */
export function lossCharts(windows: readonly Window[]): readonly ChartSpec[] {
  const names = [...new Set(windows.flatMap((row) => Object.keys(row.losses)))].sort();
  return names.map((name) => ({
    title: humanize(name),
    note: "Mean over the window's updates",
    unit: "number",
    series: [
      {
        label: humanize(name),
        color: "--series-1",
        values: windows.map((row) => row.losses[name] ?? null),
      },
    ],
  }));
}
