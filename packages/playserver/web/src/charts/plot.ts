// The uPlot behind a line chart: series, axes, and what the reader does to it.
import uPlot from "uplot";
import { formatCompact, formatPercent } from "../lib/format";
import { cssColor } from "../ui/theme";
import { MANY_LINES, type ChartSpec, type Line, type Values } from "./chart";
import {
  clippedExtent,
  extentOf,
  linearBelow,
  logTicks,
  padded,
  paddedLog,
  tickText,
  tickTexts,
  valueNear,
  type Range,
} from "./ticks";

export const HEIGHT = 190;
/** Space of the plot's axis and padding, for what stands above or below the same axis. */
export const [AXIS_WIDTH, PADDING_RIGHT] = [54, 24];
const SYNC = uPlot.sync("windows");
const NEAR_PX = 30;
const POINTS_MAX = 40; // more points are drawn as a line alone
const CLICK_PX = 4; // a longer way of the pointer is a drag

export interface PlotOptions {
  readonly chart: ChartSpec;
  readonly xs: readonly number[];
  /** Whether the y axis is logarithmic; with values <= 0, it is a signed one. */
  readonly isLog: boolean;
  /** Whether the y axis leaves out the extreme values. */
  readonly isClipped: boolean;
  /** The range of the x axis; null for that of the data. */
  readonly span: Range | null;
  readonly onPoint: (point: Point | null) => void;
  readonly onZoom: ((span: Range | null) => void) | undefined;
  readonly onOpen: ((line: number, index: number) => void) | undefined;
}

/** Where the pointer is: a point of the x axis, and the line beside it. */
export interface Point {
  readonly index: number;
  readonly line: number | null;
  readonly left: number;
  readonly top: number;
}

/** The columns of a line, in the order in which they are drawn. */
function columnsOf({ values, band, raw }: Line): readonly Values[] {
  return [...(raw === undefined ? [] : [raw]), values, ...(band ?? [])];
}

function seriesOf(line: Line, width: number): uPlot.Series[] {
  const color = cssColor(line.color);
  const hidden = { points: { show: false }, spanGaps: true };
  const main: uPlot.Series = {
    label: line.label,
    stroke: color,
    width,
    spanGaps: true,
    points: { show: line.values.length < POINTS_MAX, size: 5, fill: color, stroke: color },
    ...(line.dash === undefined ? {} : { dash: [...line.dash] }),
  };
  const raw = { ...hidden, stroke: cssColor(line.color, 0.35), width: 1 };
  const edge = { ...hidden, stroke: "transparent", width: 0 };
  return [
    ...(line.raw === undefined ? [] : [raw]),
    main,
    ...(line.band === undefined ? [] : [edge, edge]),
  ];
}

function bandsOf({ lines }: ChartSpec): uPlot.Band[] {
  const bands: uPlot.Band[] = [];
  let last = 0;
  for (const line of lines) {
    last += columnsOf(line).length;
    if (line.band !== undefined) {
      bands.push({ series: [last, last - 1], fill: cssColor(line.color, 0.16) });
    }
  }
  return bands;
}

function axis(format: (value: number) => string, size: number): uPlot.Axis {
  return {
    stroke: cssColor("--text-muted"),
    font: "11px Inter, system-ui, sans-serif",
    grid: { stroke: cssColor("--line-soft"), width: 1 },
    ticks: { show: false },
    size,
    gap: 6,
    values: (_, splits) => [...tickTexts(splits, format)],
  };
}

/** Shares are shown from 0 and, unless all are small, up to 1. */
function shareRange([, high]: Range): Range {
  return [0, high > 0.4 ? 1 : Math.max(0.02, high * 1.15)];
}

/** The y axis and its scale. */
function vertical({ chart, isLog, isClipped }: PlotOptions): [uPlot.Scale, uPlot.Axis] {
  const main = chart.lines.map(({ values }) => values);
  const extent = (isClipped ? clippedExtent(main) : null) ?? extentOf(chart) ?? [0, 1];
  const isShare = chart.unit === "percent";
  const digits = extent[1] < 0.05 ? 1 : 0;
  const format = isShare ? (value: number) => formatPercent(value, digits) : tickText;
  const labels = axis(format, AXIS_WIDTH);
  if (!isLog) {
    const [low, high] = isShare && !isClipped ? shareRange(extent) : padded(extent);
    return [{ range: [low, high] }, labels];
  }
  const linear = extent[0] > 0 ? null : linearBelow(main);
  const [low, high] = linear === null ? paddedLog(extent) : extent.map((end) => 1.15 * end);
  const range: Range = [low!, high! > low! ? high! : low! + 1];
  return [
    linear === null
      ? { distr: 3, range: [...range] }
      : { distr: 4, asinh: linear, range: [...range] },
    { ...labels, splits: () => logTicks(range, linear), filter: (_, splits) => splits },
  ];
}

/** Draw a chart into an element. */
export function plotOf(options: PlotOptions, host: HTMLElement): uPlot {
  const { chart, xs, span, onZoom } = options;
  const [y, yAxis] = vertical(options);
  const width = chart.lines.length > MANY_LINES ? 1 : 2;
  const data = [xs, ...chart.lines.flatMap(columnsOf)] as unknown as uPlot.AlignedData;
  const horizontal: uPlot.Scale = {
    time: false,
    range: (_, low, high) => [...(span ?? padded([low, high], 0.02))] as [number, number],
  };
  const plot = new uPlot(
    {
      width: host.clientWidth,
      height: HEIGHT,
      padding: [10, PADDING_RIGHT, 0, 0],
      legend: { show: false },
      scales: { x: horizontal, y },
      cursor: cursorOf(onZoom, chart.lines.length),
      axes: [axis(formatCompact, 28), yAxis],
      series: [{}, ...chart.lines.flatMap((line) => seriesOf(line, width))],
      bands: bandsOf(chart),
      hooks: {
        setCursor: [(self) => options.onPoint(pointOf(self, chart))],
        setSelect: [(self) => zoomTo(self, onZoom)],
      },
    },
    data,
    host,
  );
  if (options.onOpen !== undefined) listenForClicks(plot, options);
  return plot;
}

/** Zooms by a drag, back by a double click; the pointer is shown in all charts. */
function cursorOf(onZoom: PlotOptions["onZoom"], numLines: number): uPlot.Cursor {
  return {
    sync: { key: SYNC.key },
    y: false,
    drag: { x: onZoom !== undefined, y: false, setScale: false },
    points: { size: 7, show: numLines <= MANY_LINES }, // an element for each line
    bind: {
      dblclick: () => () => {
        onZoom?.(null);
        return null;
      },
    },
  };
}

function zoomTo(plot: uPlot, onZoom: PlotOptions["onZoom"]): void {
  const { left, width } = plot.select;
  if (width <= CLICK_PX) return;
  onZoom?.([plot.posToVal(left, "x"), plot.posToVal(left + width, "x")]);
}

function listenForClicks(plot: uPlot, { chart, onOpen }: PlotOptions): void {
  let startX = 0;
  plot.over.addEventListener("pointerdown", ({ clientX }) => {
    startX = clientX;
  });
  plot.over.addEventListener("click", ({ clientX }) => {
    const point = pointOf(plot, chart);
    if (point?.line == null || Math.abs(clientX - startX) > CLICK_PX) return;
    onOpen?.(point.line, point.index);
  });
}

function pointOf(plot: uPlot, { lines }: ChartSpec): Point | null {
  const { idx, left = -1, top = -1 } = plot.cursor;
  if (idx === null || idx === undefined || left < 0) return null;
  let [line, best]: [number | null, number] = [null, NEAR_PX];
  lines.forEach(({ values }, number) => {
    const value = valueNear(values, idx);
    if (value === null) return;
    const distance = Math.abs(plot.valToPos(value, "y") - top);
    if (distance < best) [line, best] = [number, distance];
  });
  return { index: idx, line, left, top };
}
