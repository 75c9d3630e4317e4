// Where the labels of the ways from here stand: on their way or beside it, clear of each other and of
// the nodes as far as there is room. Pure.
import type { BeltLayout, Point } from "./layout";

/** A label to place: its edge, and how wide it is. */
export interface Pill {
  /** Among the edges of the layout. */
  readonly edge: number;
  /** In pixels. */
  readonly width: number;
}

export const PILL_HEIGHT = 18;
const GAP = 2; // between labels, in pixels
const SHARES = [0.5, 0.6, 0.4, 0.7, 0.3, 0.8] as const; // of the way, the best first
const BESIDE_COST = 60; // in square pixels of overlap: rather off its way than hidden by so much

/** The middles of the labels, in their order. */
export function placePills(layout: BeltLayout, pills: readonly Pill[]): Point[] {
  const spots: Point[] = new Array<Point>(pills.length);
  const taken: { spot: Point; width: number }[] = [];
  // the shortest ways have the fewest places to choose from
  const order = pills.map((_, i) => i).sort((i, j) => lengthOf(pills[i]!) - lengthOf(pills[j]!));
  for (const i of order) {
    const { width } = pills[i]!;
    const spot = best(spotsFor(pills[i]!), (point) =>
      taken.reduce(
        (sum, other) => {
          const reach = (width + other.width) / 2 + GAP;
          return sum + overlap(point, other.spot, reach, PILL_HEIGHT + GAP);
        },
        hiddenOfNodes(point, width),
      ),
    );
    spots[i] = spot;
    taken.push({ spot, width });
  }
  return spots;

  function endsOf({ edge }: Pill): readonly [Point, Point] {
    const { a, b } = layout.edges[edge]!;
    return [layout.points[a]!, layout.points[b]!];
  }
  function lengthOf(pill: Pill): number {
    const [a, b] = endsOf(pill);
    return Math.hypot(b.x - a.x, b.y - a.y);
  }
  function hiddenOfNodes(point: Point, width: number): number {
    const { radius } = layout;
    return layout.points.reduce(
      (sum, node) => sum + overlap(point, node, width / 2 + radius, PILL_HEIGHT / 2 + radius),
      0,
    );
  }
  function spotsFor(pill: Pill): { point: Point; cost: number }[] {
    const [a, b] = endsOf(pill);
    const across = pill.width / 2 + 4;
    const up = layout.radius + PILL_HEIGHT / 2 + 2;
    const moves = [
      [0, 0],
      [0, -up],
      [0, up],
      [-across, 0],
      [across, 0],
    ] as const;
    return SHARES.flatMap((share, rank) => {
      const [x, y] = [a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)];
      return moves.map(([dx, dy]) => ({
        point: { x: x + dx, y: y + dy },
        cost: rank + (dx === 0 && dy === 0 ? 0 : BESIDE_COST),
      }));
    });
  }
}

/** The area that two boxes share, whose middles must be so far apart to be clear of each other. */
function overlap(one: Point, other: Point, reachX: number, reachY: number): number {
  const x = Math.max(0, reachX - Math.abs(one.x - other.x));
  const y = Math.max(0, reachY - Math.abs(one.y - other.y));
  return x * y;
}

/** The cheapest spot, its overlap added to what it costs itself. */
function best(
  spots: readonly { point: Point; cost: number }[],
  overlapAt: (point: Point) => number,
): Point {
  let [least, found] = [Infinity, spots[0]!.point];
  for (const { point, cost } of spots) {
    const whole = cost + overlapAt(point);
    if (whole < least) [least, found] = [whole, point];
  }
  return found;
}
