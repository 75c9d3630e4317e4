// Positions of the labels of the edges from the ship's node: on their edge or beside it, clear of each
// other and of the nodes as far as there is space. Pure.
import type { BeltLayout, Point } from "./layout";

/** A label to place: its edge and its width. */
export interface Pill {
  /** Index among the edges of the layout. */
  readonly edge: number;
  /** In pixels. */
  readonly width: number;
}

interface PlacedPill {
  readonly spot: Point;
  readonly width: number;
}

interface Candidate {
  readonly point: Point;
  readonly cost: number;
}

export const PILL_HEIGHT = 18;
const GAP = 2; // between labels, in pixels
const SHARES = [0.5, 0.6, 0.4, 0.7, 0.3, 0.8] as const; // along the edge, the best first
const BESIDE_COST = 60; // a spot beside the edge is worth this overlap, in square pixels

/** The centers of the labels, in their order. */
export function placePills(layout: BeltLayout, pills: readonly Pill[]): Point[] {
  const spots: Point[] = new Array<Point>(pills.length);
  const placed: PlacedPill[] = [];
  const lengths = pills.map((pill) => edgeLength(layout, pill));
  // the shortest edges first: they have the fewest spots to choose from
  const order = pills.map((_, i) => i).sort((i, j) => lengths[i]! - lengths[j]!);
  for (const i of order) {
    const { width } = pills[i]!;
    const spot = cheapest(
      candidates(layout, pills[i]!),
      (point) => nodeOverlap(layout, point, width) + pillOverlap(placed, point, width),
    );
    spots[i] = spot;
    placed.push({ spot, width });
  }
  return spots;
}

function endsOf(layout: BeltLayout, { edge }: Pill): readonly [Point, Point] {
  const { a, b } = layout.edges[edge]!;
  return [layout.points[a]!, layout.points[b]!];
}

function edgeLength(layout: BeltLayout, pill: Pill): number {
  const [a, b] = endsOf(layout, pill);
  return Math.hypot(b.x - a.x, b.y - a.y);
}

/** Spots along the edge and beside it, above, below, left and right. */
function candidates(layout: BeltLayout, pill: Pill): Candidate[] {
  const [a, b] = endsOf(layout, pill);
  const aside = pill.width / 2 + 4;
  const up = layout.radius + PILL_HEIGHT / 2 + 2;
  const moves = [
    [0, 0],
    [0, -up],
    [0, up],
    [-aside, 0],
    [aside, 0],
  ] as const;
  return SHARES.flatMap((share, rank) => {
    const [x, y] = [a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)];
    return moves.map(([dx, dy]) => ({
      point: { x: x + dx, y: y + dy },
      cost: rank + (dx === 0 && dy === 0 ? 0 : BESIDE_COST),
    }));
  });
}

function nodeOverlap({ points, radius }: BeltLayout, point: Point, width: number): number {
  return points.reduce(
    (sum, node) => sum + overlap(point, node, width / 2 + radius, PILL_HEIGHT / 2 + radius),
    0,
  );
}

function pillOverlap(placed: readonly PlacedPill[], point: Point, width: number): number {
  return placed.reduce((sum, other) => {
    const reach = (width + other.width) / 2 + GAP;
    return sum + overlap(point, other.spot, reach, PILL_HEIGHT + GAP);
  }, 0);
}

/** The shared area of two boxes that are clear of each other if their centers are at `reach`. */
function overlap(one: Point, other: Point, reachX: number, reachY: number): number {
  const x = Math.max(0, reachX - Math.abs(one.x - other.x));
  const y = Math.max(0, reachY - Math.abs(one.y - other.y));
  return x * y;
}

/** The candidate with the lowest sum of cost and overlap. */
function cheapest(spots: readonly Candidate[], overlapAt: (point: Point) => number): Point {
  let [least, found] = [Infinity, spots[0]!.point];
  for (const { point, cost } of spots) {
    const total = cost + overlapAt(point);
    if (total < least) [least, found] = [total, point];
  }
  return found;
}
