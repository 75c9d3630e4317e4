// The timeline: profit, actions and events over the whole replay, and the playhead to scrub with.
import { useEffect, useRef, useState } from "preact/hooks";
import { clamp, formatNumber } from "../lib/format";
import { cssColor, paintVersion } from "../ui/theme";
import { spanOf } from "../charts/scale";
import { ACTION_GROUPS, GROUP_LABELS, stepLabel } from "./actions";
import { eventsOf } from "./events";
import type { ReplayPlayer } from "./player";
import { foldTrack, type TimelineColumns } from "./timeline";

const PROFIT_HEIGHT = 34;
const ACTIONS_TOP = 38;
const ACTIONS_HEIGHT = 10;
const EVENTS_TOP = 52;
const EVENTS_HEIGHT = 12;
export const TIMELINE_HEIGHT = 66;
const MARK_COLORS = ["", "--warn", "--good", "--bad"] as const;

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
    // the graver, the taller: color alone would not be enough
    const height = mark === 3 ? EVENTS_HEIGHT : mark === 2 ? 8 : 5;
    context.fillRect((x + 0.5) * scaleX - 1, EVENTS_TOP + EVENTS_HEIGHT - height, 2, height);
  });
}

function paint(canvas: HTMLCanvasElement, player: ReplayPlayer, width: number): void {
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

interface HoverProps {
  readonly player: ReplayPlayer;
  readonly step: number;
  readonly width: number;
}

function Hover({ player, step, width }: HoverProps) {
  const track = player.store.track;
  const x = ((step + 0.5) / player.store.total) * width;
  return (
    <div class="timeline-hover" style={{ left: `${clamp(x, 90, Math.max(90, width - 90))}px` }}>
      <b class="num">Step {formatNumber(step)}</b>
      {track.isKnown(step) ? (
        <>
          <span class="num"> · tick {formatNumber(track.tick[step]!)}</span>
          <br />
          {stepLabel(track, step)}
          {eventsOf(track.events[step]!).map((event) => (
            <span key={event.name} class={`tag tone-${event.severity}`}>
              {event.label}
            </span>
          ))}
        </>
      ) : (
        " · loading"
      )}
    </div>
  );
}

export function TimelineView({ player }: { readonly player: ReplayPlayer }) {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [hovered, setHovered] = useState<number | null>(null);
  const total = player.store.total;
  const step = player.step.value;
  const loaded = player.version.value;
  const colors = paintVersion.value;

  useEffect(() => {
    const observer = new ResizeObserver(() => setWidth(host.current?.clientWidth ?? 0));
    observer.observe(host.current!);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (width > 0) paint(canvas.current!, player, width);
  }, [player, width, loaded, colors]);

  function stepAt(event: PointerEvent): number {
    const box = host.current!.getBoundingClientRect();
    const share = (event.clientX - box.left) / Math.max(1, box.width);
    return clamp(Math.floor(share * total), 0, total - 1);
  }
  function onPointerDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    host.current!.setPointerCapture(event.pointerId);
    player.seek(stepAt(event));
  }
  function onPointerMove(event: PointerEvent): void {
    if (event.pointerType !== "touch") setHovered(stepAt(event));
    if (host.current!.hasPointerCapture(event.pointerId)) player.seek(stepAt(event));
  }

  const headX = ((step + player.progress.value + 0.5) / total) * width;
  const track = player.store.track;
  return (
    <div class="timeline">
      <div
        ref={host}
        class="timeline-lanes"
        role="slider"
        tabIndex={0}
        aria-label="Step of the replay"
        aria-valuemin={0}
        aria-valuemax={total - 1}
        aria-valuenow={step}
        aria-valuetext={`Step ${step} of ${total - 1}, ${stepLabel(track, step)}`}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setHovered(null)}
      >
        <canvas ref={canvas} class="timeline-canvas" />
        <div class="timeline-head" style={{ transform: `translateX(${headX}px)` }} />
        {hovered !== null && <Hover player={player} step={hovered} width={width} />}
      </div>
    </div>
  );
}

/** What the timeline's colors stand for. */
export function TimelineLegend() {
  return (
    <ul class="legend timeline-legend">
      {ACTION_GROUPS.map((group) => (
        <li key={group}>
          <span class={`dot group-${group}`} aria-hidden="true" />
          {GROUP_LABELS[group]}
        </li>
      ))}
    </ul>
  );
}
