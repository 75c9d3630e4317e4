// A chart of lines over training; the legend shows the values under the pointer.
import type uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { formatCompact, formatNumber, formatPercent } from "../lib/format";
import { saveFile } from "../ui/save_file";
import { paintVersion } from "../ui/theme";
import { inTurn } from "../ui/turns";
import type { ChartSpec, Line, Values } from "./chart";
import { csvOf, pictureOf } from "./chart_files";
import { AXIS_WIDTH, HEIGHT, plotOf, type PlotOptions, type Point } from "./plot";
import { extentOf, valueNear } from "./ticks";

const NAMED_MAX = 8; // lines in the legend

interface LineChartProps
  extends
    Pick<PlotOptions, "chart" | "xs">,
    Partial<Pick<PlotOptions, "isLog" | "isClipped" | "span" | "onZoom" | "onOpen">> {
  readonly xLabel: string;
}

function valueFormat(chart: ChartSpec): (value: number) => string {
  if (chart.unit === "percent") return (value) => formatPercent(value, value < 0.1 ? 1 : 0);
  const size = Math.max(...(extentOf(chart) ?? [0]).map(Math.abs));
  if (size < 1) return (value) => formatNumber(value, 4);
  return (value) => (size < 1000 ? formatNumber(value, 2) : formatCompact(value));
}

function lastOf(values: Values): number | null {
  return values.findLast((value) => value !== null) ?? null;
}

/** The chart as one sentence, for screen readers. */
function summary(chart: ChartSpec, format: (value: number) => string): string {
  const parts = chart.lines.slice(0, NAMED_MAX).map((line) => {
    const value = lastOf(line.values);
    return `${line.label} ${value === null ? "none" : format(value)}`;
  });
  return `${chart.title} over training. Latest: ${parts.join(", ")}.`;
}

/** Draws into `host`, in a frame of its own: several charts at once do not delay the reader. */
function usePlot(
  host: { readonly current: HTMLDivElement | null },
  { chart, xs, isLog = false, isClipped = false, span = null, onZoom, onOpen }: LineChartProps,
  onPoint: (point: Point | null) => void,
) {
  const plot = useRef<uPlot | null>(null);
  const latest = useRef({ onZoom, onOpen });
  latest.current = { onZoom, onOpen };
  const [canZoom, canOpen] = [onZoom !== undefined, onOpen !== undefined];
  const paint = paintVersion.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `paint` redraws when the colors change
  useEffect(() => {
    const element = host.current!;
    const options: PlotOptions = {
      ...{ chart, xs, isLog, isClipped, span, onPoint },
      onZoom: canZoom ? (to) => latest.current.onZoom?.(to) : undefined,
      onOpen: canOpen ? (line, index) => latest.current.onOpen?.(line, index) : undefined,
    };
    const observer = new ResizeObserver(() => {
      const [width, drawn] = [element.clientWidth, plot.current];
      if (drawn !== null && width !== drawn.width) drawn.setSize({ width, height: HEIGHT });
    });
    const takeBack = inTurn(() => {
      plot.current = plotOf(options, element);
      observer.observe(element);
    });
    return () => {
      takeBack();
      observer.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [chart, xs, paint, isLog, isClipped, span, canZoom, canOpen]);
  return plot;
}

export function LineChart(props: LineChartProps) {
  const { chart, xs, xLabel, onOpen } = props;
  const host = useRef<HTMLDivElement>(null);
  const [point, setPoint] = useState<Point | null>(null);
  const plot = usePlot(host, props, setPoint);
  const format = useMemo(() => valueFormat(chart), [chart]);
  const isPointed = point?.line != null && onOpen !== undefined;
  return (
    <figure class={`chart${isPointed ? " is-pointed" : ""}`}>
      <figcaption class="chart-head">
        <div class="chart-title">
          <h3>{chart.title}</h3>
          <ChartFiles plot={plot} {...{ chart, xs, xLabel }} />
        </div>
        <p class="chart-note">{chart.note}</p>
        <Legend lines={chart.lines} point={point} format={format}>
          {xLabel} {formatCompact(xs[point?.index ?? xs.length - 1] ?? 0)}
        </Legend>
      </figcaption>
      <div class="chart-plot">
        <div ref={host} role="img" aria-label={summary(chart, format)} />
        <Tip lines={chart.lines} point={point} format={format} />
        <PointSlider plot={plot} {...{ chart, xs, xLabel, point, format, onOpen }} />
      </div>
    </figure>
  );
}

interface ShownProps {
  readonly lines: readonly Line[];
  /** Under the pointer; null for the last point of each line. */
  readonly point: Point | null;
  readonly format: (value: number) => string;
}

/** The name and value of the line beside the pointer. */
function Tip({ lines, point, format }: ShownProps) {
  const line = lines[point?.line ?? -1];
  const value = line === undefined ? null : valueNear(line.values, point!.index);
  if (line === undefined || value === null) return null;
  return (
    <span
      class="chart-tip num"
      aria-hidden="true"
      style={{ left: `${AXIS_WIDTH + point!.left}px`, top: `${Math.max(0, point!.top - 26)}px` }}
    >
      <Swatch line={line} /> {line.label} <b>{format(value)}</b>
    </span>
  );
}

interface SliderProps
  extends Omit<ShownProps, "lines">, Pick<LineChartProps, "chart" | "xs" | "xLabel"> {
  readonly plot: { readonly current: uPlot | null };
  readonly onOpen: PlotOptions["onOpen"];
}

/** Moves the point by keys; Enter opens it. */
function PointSlider({ plot, chart, xs, xLabel, point, format, onOpen }: SliderProps) {
  const index = point?.index ?? xs.length - 1;
  const texts = chart.lines.slice(0, NAMED_MAX).map(({ label, values }) => {
    const value = valueNear(values, index);
    return `${label} ${value === null ? "none" : format(value)}`;
  });
  return (
    <input
      class="chart-slider"
      type="range"
      min="0"
      max={xs.length - 1}
      value={index}
      aria-label={`Point of ${chart.title}`}
      aria-valuetext={`${xLabel} ${formatCompact(xs[index] ?? 0)}: ${texts.join(", ")}`}
      title={onOpen === undefined ? undefined : "Enter opens the replay of this window"}
      onInput={({ currentTarget }) => {
        const drawn = plot.current;
        const to = Number(currentTarget.value);
        const value = valueNear(chart.lines[0]?.values ?? [], to) ?? 0;
        drawn?.setCursor({ left: drawn.valToPos(xs[to]!, "x"), top: drawn.valToPos(value, "y") });
      }}
      onKeyDown={({ key }) => {
        const line = chart.lines.findIndex(({ values }) => valueNear(values, index) !== null);
        if (key === "Enter" && line >= 0) onOpen?.(point?.line ?? line, index);
      }}
    />
  );
}

interface FilesProps extends Pick<LineChartProps, "chart" | "xs" | "xLabel"> {
  readonly plot: { readonly current: uPlot | null };
}

/** Saves the values and a picture. */
function ChartFiles({ plot, chart, xs, xLabel }: FilesProps) {
  const name = chart.title.replace(/[^A-Za-z0-9]+/g, "-").toLowerCase();
  return (
    <span class="chart-files">
      <button
        type="button"
        title="Save the values as CSV"
        onClick={() => saveFile(new Blob([csvOf(chart, xs, xLabel)]), `${name}.csv`)}
      >
        CSV<span class="visually-hidden"> of {chart.title}</span>
      </button>
      <button
        type="button"
        title="Save a picture as PNG"
        onClick={() => {
          const drawn = plot.current;
          if (drawn === null) return;
          pictureOf(drawn.ctx.canvas, chart).toBlob((blob) => {
            if (blob !== null) saveFile(blob, `${name}.png`);
          });
        }}
      >
        PNG<span class="visually-hidden"> of {chart.title}</span>
      </button>
    </span>
  );
}

function Legend({
  lines,
  point,
  format,
  children,
}: ShownProps & { readonly children: ComponentChildren }) {
  const first = lines.slice(0, NAMED_MAX);
  const near = lines[point?.line ?? -1];
  const shown =
    near === undefined || first.includes(near) ? first : [near, ...first.slice(0, NAMED_MAX - 1)];
  const textOf = (values: Values): string => {
    const value = point === null ? lastOf(values) : valueNear(values, point.index);
    return value === null ? "–" : format(value);
  };
  return (
    <ul class="legend">
      {shown.map((line) => (
        <li key={line.label} class={line === near ? "is-near" : undefined}>
          <Swatch line={line} />
          {line.label} <b class="num">{textOf(line.values)}</b>
          {line.raw !== undefined && <span class="num">raw {textOf(line.raw)}</span>}
        </li>
      ))}
      {lines.length > NAMED_MAX && <li>and {lines.length - NAMED_MAX} more</li>}
      <li class="chart-at num">{children}</li>
    </ul>
  );
}

function Swatch({ line: { color, dash } }: { readonly line: Line }) {
  return (
    <svg class="swatch" viewBox="0 0 16 8" aria-hidden="true">
      <line
        x1="0"
        y1="4"
        x2="16"
        y2="4"
        style={{ stroke: `var(${color})` }}
        stroke-dasharray={dash?.map((length) => 0.8 * length).join(" ")}
      />
    </svg>
  );
}
