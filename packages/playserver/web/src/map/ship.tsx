// Draws the ship and its last trips.
import type { Frame } from "../generated/api";
import type { EpisodeView } from "../replay/episode_view";
import { nextNode, type Track } from "../replay/track";
import type { BeltLayout, Point } from "./layout";
import { lastTrips, shipPose } from "./motion";

const TRAIL_TRIPS = 6;

interface TrailProps {
  readonly layout: BeltLayout;
  readonly track: Track;
  readonly step: number;
}

export function Trail({ layout, track, step }: TrailProps) {
  return (
    <g class="trail" aria-hidden="true">
      {lastTrips(track, step, TRAIL_TRIPS).map(([from, to], age) => {
        const [a, b] = [layout.points[from]!, layout.points[to]!];
        const opacity = 0.9 * (1 - age / TRAIL_TRIPS);
        return <line key={age} x1={a.x} y1={a.y} x2={b.x} y2={b.y} opacity={opacity} />;
      })}
    </g>
  );
}

interface ShipProps {
  readonly layout: BeltLayout;
  readonly player: EpisodeView;
  readonly frame: Frame;
}

/** The only part that moves between steps: it alone reads the progress, at every repaint. */
export function Ship({ layout, player, frame }: ShipProps) {
  const from = layout.points[frame.node]!;
  const target = nextNode(player.store.track, frame.step);
  const to: Point = layout.points[target] ?? from;
  const pose = shipPose(from, to, player.progress.value, layout.radius + 9);
  const isAtRest = player.progress.value === 0;
  const heading = isAtRest ? -45 : pose.headingDeg;
  return (
    <g
      class="ship"
      transform={`translate(${pose.x.toFixed(2)} ${pose.y.toFixed(2)}) rotate(${heading.toFixed(1)})`}
      aria-hidden="true"
    >
      <path d="M9 0 L-6 6.5 L-3 0 L-6 -6.5 Z" />
    </g>
  );
}
