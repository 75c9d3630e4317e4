// A chart as files: its values as CSV, and the chart with title and legend as a picture.
import { cssColor } from "../ui/theme";
import type { ChartSpec } from "./chart";

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A row per point of the x axis: the lines, their values before smoothing, and the edges of bands. */
export function csvOf({ lines }: ChartSpec, xs: readonly number[], xLabel: string): string {
  const columns = lines.flatMap(({ label, values, raw, band }) => [
    { name: label, values },
    ...(raw === undefined ? [] : [{ name: `${label} raw`, values: raw }]),
    ...(band ?? []).map((edge, index) => ({
      name: `${label} ${index === 0 ? "low" : "high"}`,
      values: edge,
    })),
  ]);
  const rows = xs.map((x, index) => [x, ...columns.map(({ values }) => values[index] ?? "")]);
  const head = [xLabel, ...columns.map(({ name }) => quoted(name))];
  return [head, ...rows].map((row) => `${row.join(",")}\n`).join("");
}

const [MARGIN, LINE_HEIGHT, NAMED_MAX] = [12, 18, 24];

/** A drawn plot with the title, the note and the names of its lines above it. */
export function pictureOf(plot: HTMLCanvasElement, chart: ChartSpec): HTMLCanvasElement {
  const scale = devicePixelRatio;
  const width = plot.width / scale;
  const named = chart.lines.slice(0, NAMED_MAX);
  const columns = Math.max(1, Math.floor(width / 220));
  const top = 2 * MARGIN + LINE_HEIGHT * (2 + Math.ceil(named.length / columns));
  const canvas = document.createElement("canvas");
  canvas.width = plot.width;
  canvas.height = Math.ceil(top * scale) + plot.height;
  const paint = canvas.getContext("2d")!;
  paint.fillStyle = cssColor("--surface");
  paint.fillRect(0, 0, canvas.width, canvas.height);
  paint.drawImage(plot, 0, Math.ceil(top * scale));
  paint.scale(scale, scale);
  const write = (text: string, x: number, row: number, font: string, color: string): void => {
    paint.font = `${font} Inter, system-ui, sans-serif`;
    paint.fillStyle = cssColor(color);
    paint.fillText(text, x, MARGIN + LINE_HEIGHT * (row + 0.75));
  };
  write(chart.title, MARGIN, 0, "600 14px", "--text");
  write(chart.note, MARGIN, 1, "12px", "--text-muted");
  named.forEach(({ label, color }, index) => {
    const x = MARGIN + (index % columns) * (width / columns);
    const row = 2 + Math.floor(index / columns);
    write("▬", x, row, "12px", color);
    write(label, x + 18, row, "12px", "--text");
  });
  return canvas;
}
