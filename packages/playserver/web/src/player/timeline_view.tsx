// The timeline: profit, actions and events over the whole replay, and the playhead.
import type { TargetedPointerEvent } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { REWARD_TERMS } from "../generated/spec";
import { clamp, formatNumber, formatSigned } from "../lib/format";
import { Bookings } from "../panels/bookings";
import { ACTION_GROUPS, GROUP_LABELS, stepLabel } from "../replay/actions";
import { eventsOf } from "../replay/events";
import { termsText } from "../replay/ledger";
import type { ReplayPlayer } from "../replay/player";
import { paintVersion } from "../ui/theme";
import { useSize, type Size } from "../ui/use_size";
import type { LineSet } from "./line_set";
import { lanesOf } from "./timeline";
import { paintTimeline } from "./timeline_paint";

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
          <Bookings track={track} step={step} />
          {step > 0 && <HoverReward player={player} step={step} />}
        </>
      ) : (
        " · loading"
      )}
    </div>
  );
}

function HoverReward({ player, step }: Pick<HoverProps, "player" | "step">) {
  const { track } = player.store;
  const reward = track.rewardAt(step);
  if (Number.isNaN(reward)) return null;
  const terms = Object.fromEntries(REWARD_TERMS.map((name, t) => [name, track.terms[t]![step]!]));
  return (
    <p class="num">
      Reward <b>{formatSigned(reward, 3)}</b> <span class="muted">{termsText(terms, reward)}</span>
    </p>
  );
}

interface TimelineProps {
  readonly player: ReplayPlayer;
  /** The policy whose entropy has a lane; null without one. */
  readonly policy: LineSet | null;
}

export function TimelineView(props: TimelineProps) {
  return (
    <div class="timeline">
      <Lanes {...props} />
    </div>
  );
}

/** The slider: the pointer drags the playhead, and shows the step under it. */
function Lanes({ player, policy }: TimelineProps) {
  const host = useRef<HTMLDivElement>(null);
  const size = useSize(host);
  const width = size?.width ?? 0;
  const [hovered, setHovered] = useState<number | null>(null);
  const { total, track } = player.store;
  const step = player.step.value;
  void player.version.value; // the label is known when the step is loaded
  const headX = ((step + player.progress.value + 0.5) / total) * width;
  return (
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
      {...scrubHandlers(player, setHovered)}
    >
      {size !== null && <Canvas player={player} size={size} policy={policy} />}
      {size !== null && <LaneNames player={player} height={size.height} policy={policy} />}
      <div class="timeline-head" style={{ transform: `translateX(${headX}px)` }} />
      {hovered !== null && <Hover player={player} step={hovered} width={width} />}
    </div>
  );
}

type LanesEvent = TargetedPointerEvent<HTMLDivElement>;

function scrubHandlers(player: ReplayPlayer, onHover: (step: number | null) => void) {
  const { total } = player.store;
  function stepAt({ currentTarget, clientX }: LanesEvent): number {
    const box = currentTarget.getBoundingClientRect();
    const share = (clientX - box.left) / Math.max(1, box.width);
    return clamp(Math.floor(share * total), 0, total - 1);
  }
  return {
    onPointerDown(event: LanesEvent): void {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      player.seek(stepAt(event));
    },
    onPointerMove(event: LanesEvent): void {
      if (event.pointerType !== "touch") onHover(stepAt(event));
      if (event.currentTarget.hasPointerCapture(event.pointerId)) player.seek(stepAt(event));
    },
    onPointerLeave: () => onHover(null),
  };
}

const REPAINT_EVERY = 8; // changes of the policy's columns

interface CanvasProps extends TimelineProps {
  readonly size: Size;
}

/** The names of the curves, with their values at the shown step. */
function LaneNames({ player, height, policy }: TimelineProps & { readonly height: number }) {
  const decided = policy?.track.value ?? null;
  void policy?.version.value;
  const lanes = lanesOf(height, decided !== null);
  const { track } = player.store;
  const step = player.step.value;
  void player.version.value; // values come with the frames
  const isKnown = track.isKnown(step);
  const rows = [
    ["Profit", lanes.profit, isKnown ? `${formatSigned(track.netProfit[step]!)} cr` : ""],
    ["Return", lanes.returns, isKnown ? formatSigned(track.returns[step]!, 2) : ""],
    ["Reward", lanes.reward, isKnown ? formatSigned(track.rewardAt(step), 3) : ""],
    [
      "Entropy",
      lanes.entropy,
      decided?.hasDecision(step) ? formatNumber(decided.entropy[step]!, 2) : "",
    ],
  ] as const;
  return (
    <div class="lane-names num" aria-hidden="true">
      {rows.map(
        ([name, lane, value]) =>
          lane !== null && (
            <span key={name} style={{ top: `${lane.top}px` }}>
              {name} <b>{value}</b>
            </span>
          ),
      )}
    </div>
  );
}

function Canvas({ player, size, policy }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const loaded = player.version.value;
  const colors = paintVersion.value;
  const decided = policy?.track.value ?? null;
  const numDecided = Math.floor((policy?.version.value ?? 0) / REPAINT_EVERY);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `loaded`, `colors` and `numDecided` change what is painted
  useEffect(() => {
    paintTimeline(canvas.current!, player, size, decided?.entropy ?? null);
  }, [player, size, loaded, colors, decided, numDecided]);
  return <canvas ref={canvas} class="timeline-canvas" />;
}

/** The groups of actions and their colors. */
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
