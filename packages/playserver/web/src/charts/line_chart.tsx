// A chart of lines over training, drawn by uPlot; the legend shows the values under the pointer.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { formatCompact, formatNumber, formatPercent } from "../lib/format";
import { cssColor, paintVersion } from "../ui/theme";
import type { ChartSpec, Line } from "./chart";

const HEIGHT = 190;
const NAMED_MAX = 8; // lines in the legend
const SYNC = uPlot.sync("windows");

interface LineChartProps {
  readonly chart: ChartSpec;
  readonly xs: readonly number[];
  readonly xLabel: string;
  /** Whether the y axis is logarithmic; with values <= 0, it is a signed log scale. */
  readonly isLog?: boolean;
}

function valueFormat(chart: ChartSpec): (value: number) => string {
  if (chart.unit === "percent") return (value) => formatPercent(value, value < 0.1 ? 1 : 0);
  const size = largestOf(chart, Math.abs);
  if (size < 1) return (value) => formatNumber(value, 4);
  return (value) => (size < 1000 ? formatNumber(value, 2) : formatCompact(value));
}

function uplotSeries(line: Line): uPlot.Series[] {
  const color = cssColor(line.color);
  const main: uPlot.Series = {
    label: line.label,
    stroke: color,
    width: 2,
    spanGaps: true,
    points: { show: line.values.length < 40, size: 5, fill: color, stroke: color },
    ...(line.isDashed === true ? { dash: [6, 4] } : {}),
  };
  if (line.band === undefined) return [main];
  const edge: uPlot.Series = {
    stroke: "transparent",
    width: 0,
    points: { show: false },
    spanGaps: true,
  };
  return [main, edge, edge];
}

function bandsOf(chart: ChartSpec): uPlot.Band[] {
  const bands: uPlot.Band[] = [];
  let index = 1;
  for (const line of chart.lines) {
    if (line.band === undefined) {
      index += 1;
      continue;
    }
    bands.push({ series: [index + 2, index + 1], fill: cssColor(line.color, 0.16) });
    index += 3;
  }
  return bands;
}

function dataOf(chart: ChartSpec, xs: readonly number[]): uPlot.AlignedData {
  const columns = chart.lines.flatMap((line) => [
    [...line.values],
    ...(line.band ?? []).map((edge) => [...edge]),
  ]);
  return [[...xs], ...columns];
}

function axis(format: (value: number) => string, size: number): uPlot.Axis {
  return {
    stroke: cssColor("--text-muted"),
    font: "11px Inter, system-ui, sans-serif",
    grid: { stroke: cssColor("--line-soft"), width: 1 },
    ticks: { show: false },
    size,
    gap: 6,
    values: (_, splits) => splits.map(format),
  };
}

function optionsOf(
  chart: ChartSpec,
  width: number,
  onIndex: (index: number | null) => void,
  isLog: boolean,
): uPlot.Options {
  const digits = largestOf(chart, (value) => value) < 0.05 ? 1 : 0;
  const format = chart.unit === "percent" ? (v: number) => formatPercent(v, digits) : formatCompact;
  const options: uPlot.Options = {
    width,
    height: HEIGHT,
    padding: [10, 12, 0, 0],
    legend: { show: false },
    scales: { x: { time: false, range: (_, low, high) => paddedSpan(low, high) } },
    cursor: {
      sync: { key: SYNC.key },
      y: false,
      drag: { x: true, y: false },
      points: { size: 7 },
    },
    axes: [axis(formatCompact, 28), axis(format, 54)],
    series: [{}, ...chart.lines.flatMap(uplotSeries)],
    bands: bandsOf(chart),
    hooks: { setCursor: [(plot) => onIndex(plot.cursor.idx ?? null)] },
  };
  if (chart.unit === "percent")
    options.scales!.y = { range: (_, low, high) => unitSpan(low, high) };
  if (isLog) options.scales!.y = { distr: lowestOf(chart) > 0 ? 3 : 4 };
  return options;
}

/** The largest measure of any value. A loop, because a chart can have a million values. */
function largestOf(chart: ChartSpec, measure: (value: number) => number): number {
  let largest = -Infinity;
  for (const { values } of chart.lines) {
    for (const value of values) largest = Math.max(largest, measure(value ?? 0));
  }
  return largest;
}

function lowestOf(chart: ChartSpec): number {
  let low = Infinity;
  for (const { values, band } of chart.lines) {
    for (const value of [values, band?.[0] ?? []].flat()) low = Math.min(low, value ?? Infinity);
  }
  return low;
}

/** Leaves space for the points at both ends. */
function paddedSpan(low: number, high: number): [number, number] {
  const air = 0.02 * Math.max(1, high - low);
  return [low - air, high + air];
}

/** Shares are shown from 0 and, unless all are small, up to 1. */
function unitSpan(_low: number, high: number): [number, number] {
  return [0, high > 0.4 ? 1 : Math.max(0.02, high * 1.15)];
}

function lastIndex(values: readonly (number | null)[]): number {
  return values.findLastIndex((value) => value !== null);
}

/** The chart as one sentence, for screen readers. */
function summary(chart: ChartSpec, format: (value: number) => string): string {
  const parts = chart.lines.slice(0, NAMED_MAX).map((line) => {
    const value = line.values[lastIndex(line.values)];
    return `${line.label} ${value == null ? "none" : format(value)}`;
  });
  return `${chart.title} over training. Latest: ${parts.join(", ")}.`;
}

export function LineChart({ chart, xs, xLabel, isLog = false }: LineChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const [index, setIndex] = useState<number | null>(null);
  const format = valueFormat(chart);
  const paint = paintVersion.value;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `paint` redraws when the colors change
  useEffect(() => {
    const element = host.current!;
    const plot = new uPlot(
      optionsOf(chart, element.clientWidth, setIndex, isLog),
      dataOf(chart, xs),
      element,
    );
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [chart, xs, paint, isLog]);

  return (
    <figure class="chart">
      <figcaption class="chart-head">
        <h3>{chart.title}</h3>
        <p class="chart-note">{chart.note}</p>
        <Legend lines={chart.lines} index={index} format={format}>
          {xLabel} {formatCompact(xs[index ?? xs.length - 1] ?? 0)}
        </Legend>
      </figcaption>
      <div ref={host} class="chart-plot" role="img" aria-label={summary(chart, format)} />
    </figure>
  );
}

interface LegendProps {
  readonly lines: readonly Line[];
  /** The point under the pointer; null for the last one of each line. */
  readonly index: number | null;
  readonly format: (value: number) => string;
  readonly children: ComponentChildren;
}

function Legend({ lines, index, format, children }: LegendProps) {
  return (
    <ul class="legend">
      {lines.slice(0, NAMED_MAX).map((line) => {
        const value = line.values[index ?? lastIndex(line.values)];
        return (
          <li key={line.label}>
            <Swatch color={line.color} isDashed={line.isDashed === true} />
            {line.label} <b class="num">{value == null ? "–" : format(value)}</b>
          </li>
        );
      })}
      {lines.length > NAMED_MAX && <li>and {lines.length - NAMED_MAX} more</li>}
      <li class="chart-at num">{children}</li>
    </ul>
  );
}

function Swatch({ color, isDashed }: { readonly color: string; readonly isDashed: boolean }) {
  return (
    <svg class="swatch" viewBox="0 0 16 8" aria-hidden="true">
      <line
        x1="0"
        y1="4"
        x2="16"
        y2="4"
        style={{ stroke: `var(${color})` }}
        stroke-dasharray={isDashed ? "5 3" : undefined}
      />
    </svg>
  );
}
