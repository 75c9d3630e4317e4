// Paints the timeline on a canvas: profit, return, reward by term, actions and events.
import { spanOf } from "../charts/scale";
import { ACTION_GROUPS } from "../replay/actions";
import type { ReplayPlayer } from "../replay/player";
import { cssColor } from "../ui/theme";
import type { Size } from "../ui/use_size";
import {
  EVENTS_HEIGHT,
  foldPeaks,
  foldTrack,
  lanesOf,
  TERM_GROUPS,
  type Lane,
  type Lanes,
  type TimelineColumns,
} from "./timeline";

const MARK_COLORS = ["", "--warn", "--good", "--bad"] as const;
const MARK_HEIGHTS = [0, 5, 8, EVENTS_HEIGHT] as const;

type Context = CanvasRenderingContext2D;

function paintCurve(
  context: Context,
  values: Float64Array,
  lane: Lane | null,
  scaleX: number,
  color: string,
): void {
  if (lane === null) return;
  const points = Array.from(values, (value, x) => ({ x: (x + 0.5) * scaleX, value }));
  const known = points.filter(({ value }) => !Number.isNaN(value));
  const span = spanOf([0, ...known.map(({ value }) => value)], 0.04);
  const bottom = lane.top + lane.height;
  const toY = (value: number): number =>
    bottom - ((value - span.low) / (span.high - span.low)) * lane.height;
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
  context.fillStyle = cssColor(color, 0.18);
  context.fill(area);
  context.strokeStyle = cssColor(color);
  context.lineWidth = 1.5;
  context.stroke(line);
}

/** The height of a reward, without unit: an end would hide the rest on a linear scale. */
function heightOf(reward: number): number {
  return Math.log1p(10 * reward);
}

/** Bars up for gains and down for losses. */
function paintReward(
  context: Context,
  { terms }: TimelineColumns,
  lane: Lane,
  scaleX: number,
): void {
  const colors = TERM_GROUPS.map(([name]) => cssColor(`--term-${name}`));
  const count = terms[0]!.length;
  const sums = { up: new Float64Array(count), down: new Float64Array(count) };
  for (const values of terms) {
    values.forEach((value, x) => {
      if (value > 0) sums.up[x]! += value;
      else sums.down[x]! -= value;
    });
  }
  const peak = (values: Float64Array): number =>
    heightOf(values.reduce((most, value) => Math.max(most, value), 0));
  const [up, down] = [peak(sums.up), peak(sums.down)];
  const unit = lane.height / Math.max(1e-9, up + down);
  const zero = lane.top + up * unit;
  for (let x = 0; x < count; x += 1) {
    const ends = { up: zero, down: zero };
    terms.forEach((values, group) => {
      const value = values[x]!;
      const side = value > 0 ? "up" : "down";
      const sum = sums[side][x]!;
      if (value === 0 || sum === 0) return;
      const height = (Math.abs(value) / sum) * heightOf(sum) * unit;
      const top = side === "up" ? ends.up - height : ends.down;
      context.fillStyle = colors[group]!;
      context.fillRect(x * scaleX, top, scaleX + 0.3, height);
      ends[side] += side === "up" ? -height : height;
    });
  }
  context.fillStyle = cssColor("--line");
  context.fillRect(0, Math.round(zero), count * scaleX, 1);
}

function paintActions(
  context: Context,
  columns: TimelineColumns,
  { actions, events }: Lanes,
  scaleX: number,
): void {
  const groupColors = ACTION_GROUPS.map((group) => cssColor(`--group-${group}`));
  const empty = cssColor("--line-soft");
  columns.group.forEach((group, x) => {
    context.fillStyle = groupColors[group] ?? empty;
    context.fillRect(x * scaleX, actions.top, scaleX + 0.5, actions.height);
  });
  const markColors = MARK_COLORS.map((name) => (name === "" ? "" : cssColor(name)));
  columns.mark.forEach((mark, x) => {
    if (mark === 0) return;
    context.fillStyle = markColors[mark]!;
    // height also shows the severity: color alone would not be enough
    const height = MARK_HEIGHTS[mark]!;
    context.fillRect((x + 0.5) * scaleX - 1, events.top + events.height - height, 2, height);
  });
}

export function paintTimeline(
  canvas: HTMLCanvasElement,
  player: ReplayPlayer,
  { width, height }: Size,
  entropy: Float32Array | null,
): void {
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d")!;
  context.scale(ratio, ratio);
  const count = Math.max(1, Math.min(Math.floor(width), player.store.total));
  const columns = foldTrack(player.store.track, count);
  const lanes = lanesOf(height, entropy !== null);
  const scaleX = width / count;
  paintCurve(context, columns.netProfit, lanes.profit, scaleX, "--series-1");
  paintCurve(context, columns.returns, lanes.returns, scaleX, "--series-2");
  if (lanes.reward !== null) paintReward(context, columns, lanes.reward, scaleX);
  if (entropy !== null) {
    paintCurve(context, foldPeaks(entropy, count), lanes.entropy, scaleX, "--warn");
  }
  paintActions(context, columns, lanes, scaleX);
}
