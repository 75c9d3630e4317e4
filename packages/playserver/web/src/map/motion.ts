// The ship's position on the map, and its last trips. Pure.
import { isTravel } from "../replay/actions";
import type { Track } from "../replay/track";
import type { Point } from "./layout";

export interface ShipPose {
  readonly x: number;
  readonly y: number;
  /** Clockwise from the x axis. */
  readonly headingDeg: number;
}

const AT_REST_DEG = -45;

/**
 * The pose of the ship between two nodes or at one.
 *
 * @param progress Share of the trip, 0..1; ignored if from equals to.
 * @param berth Distance of a ship at rest from the node's center, in pixels.
 */
export function shipPose(from: Point, to: Point, progress: number, berth: number): ShipPose {
  const angle = (AT_REST_DEG * Math.PI) / 180;
  const offset = { x: berth * Math.cos(angle), y: berth * Math.sin(angle) };
  if (from.x === to.x && from.y === to.y) {
    return { x: from.x + offset.x, y: from.y + offset.y, headingDeg: AT_REST_DEG };
  }
  const nearEnd = (2 * progress - 1) ** 4; // 1 at both ends, close to 0 between them
  return {
    x: from.x + progress * (to.x - from.x) + nearEnd * offset.x,
    y: from.y + progress * (to.y - from.y) + nearEnd * offset.y,
    headingDeg: (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI,
  };
}

/** The last trips up to a step as pairs of nodes, the latest first. */
export function lastTrips(track: Track, step: number, count: number): readonly [number, number][] {
  const trips: [number, number][] = [];
  for (let at = step; at > 0 && trips.length < count; at -= 1) {
    if (!track.isKnown(at) || !track.isKnown(at - 1)) break;
    const [from, to] = [track.node[at - 1]!, track.node[at]!];
    if (isTravel(track.actionAt(at)) && from !== to) trips.push([from, to]);
  }
  return trips;
}
