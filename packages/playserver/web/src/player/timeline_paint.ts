// Paints the timeline on a canvas: profit, actions and events.
import { spanOf } from "../charts/scale";
import { ACTION_GROUPS } from "../replay/actions";
import type { ReplayPlayer } from "../replay/player";
import { cssColor } from "../ui/theme";
import { foldTrack, type TimelineColumns } from "./timeline";

const PROFIT_HEIGHT = 34;
const ACTIONS_TOP = 38;
const ACTIONS_HEIGHT = 10;
const EVENTS_TOP = 52;
const EVENTS_HEIGHT = 12;
const TIMELINE_HEIGHT = 66; // as in replay.css
const MARK_COLORS = ["", "--warn", "--good", "--bad"] as const;
const MARK_HEIGHTS = [0, 5, 8, EVENTS_HEIGHT] as const;

function paintProfit(
  context: CanvasRenderingContext2D,
  columns: TimelineColumns,
  scaleX: number,
): void {
  const points = Array.from(columns.netProfit, (value, x) => ({ x: (x + 0.5) * scaleX, value }));
  const known = points.filter(({ value }) => !Number.isNaN(value));
  const span = spanOf([0, ...known.map(({ value }) => value)], 0.04);
  const toY = (value: number): number =>
    PROFIT_HEIGHT - ((value - span.low) / (span.high - span.low)) * PROFIT_HEIGHT;
  const zero = Math.round(toY(0)) + 0.5;
  context.strokeStyle = cssColor("--line");
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, zero);
  context.lineTo(points.length * scaleX, zero);
  context.stroke();
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return;

  const line = new Path2D();
  for (const { x, value } of known) line.lineTo(x, toY(value));
  const area = new Path2D(line);
  area.lineTo(last.x, zero);
  area.lineTo(first.x, zero);
  context.fillStyle = cssColor("--series-1", 0.18);
  context.fill(area);
  context.strokeStyle = cssColor("--series-1");
  context.lineWidth = 1.5;
  context.stroke(line);
}

function paintLanes(
  context: CanvasRenderingContext2D,
  columns: TimelineColumns,
  scaleX: number,
): void {
  const groupColors = ACTION_GROUPS.map((group) => cssColor(`--group-${group}`));
  const empty = cssColor("--line-soft");
  columns.group.forEach((group, x) => {
    context.fillStyle = groupColors[group] ?? empty;
    context.fillRect(x * scaleX, ACTIONS_TOP, scaleX + 0.5, ACTIONS_HEIGHT);
  });
  const markColors = MARK_COLORS.map((name) => (name === "" ? "" : cssColor(name)));
  columns.mark.forEach((mark, x) => {
    if (mark === 0) return;
    context.fillStyle = markColors[mark]!;
    // height also shows the severity: color alone would not be enough
    const height = MARK_HEIGHTS[mark]!;
    context.fillRect((x + 0.5) * scaleX - 1, EVENTS_TOP + EVENTS_HEIGHT - height, 2, height);
  });
}

export function paintTimeline(
  canvas: HTMLCanvasElement,
  player: ReplayPlayer,
  width: number,
): void {
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(TIMELINE_HEIGHT * ratio);
  const context = canvas.getContext("2d")!;
  context.scale(ratio, ratio);
  const count = Math.max(1, Math.min(Math.floor(width), player.store.total));
  const columns = foldTrack(player.store.track, count);
  paintProfit(context, columns, width / count);
  paintLanes(context, columns, width / count);
}
