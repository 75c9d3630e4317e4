import { describe, expect, it } from "vitest";
import { makeBelt } from "../testing/samples";
import { distancesOf, edgesOf } from "./graph";
import { layoutBelt, zoomTo, type Point } from "./layout";

const BOXES = [
  [740, 360],
  [330, 330],
  [320, 420],
  [1100, 500],
] as const;

function apart(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

describe("edgesOf", () => {
  it("has every edge once, from the lower node", () => {
    const belt = makeBelt(12, 3);
    const edges = edgesOf(belt);
    const ends = belt.reduce((sum, node) => sum + node.neighbors.length, 0);
    expect(edges).toHaveLength(ends / 2);
    expect(edges.every((edge) => edge.a < edge.b)).toBe(true);
  });
});

describe("distancesOf", () => {
  it("goes around where that is shorter", () => {
    const edge = { fuel: 0, threat: 0 };
    const edges = [
      { a: 0, b: 1, ticks: 1, ...edge },
      { a: 1, b: 2, ticks: 2, ...edge },
      { a: 0, b: 2, ticks: 7, ...edge },
    ];
    const distances = distancesOf(3, edges, ({ ticks }) => ticks);
    expect([...distances]).toEqual([0, 1, 1 + 2, 1, 0, 2, 1 + 2, 2, 0]);
  });
});

describe("layoutBelt", () => {
  it.each(BOXES)("keeps nodes apart and inside a box of %s x %s", (width, height) => {
    for (let size = 8; size <= 32; size += 1) {
      const { points, radius } = layoutBelt(makeBelt(size, size), { width, height });
      expect(points).toHaveLength(size);
      points.forEach((point, i) => {
        expect(point.x).toBeGreaterThanOrEqual(radius);
        expect(point.x).toBeLessThanOrEqual(width - radius);
        expect(point.y).toBeGreaterThanOrEqual(radius);
        expect(point.y).toBeLessThanOrEqual(height - radius);
        for (const other of points.slice(i + 1)) {
          expect(apart(point, other)).toBeGreaterThan(2.5 * radius);
        }
      });
    }
  });

  it("draws the same belt in the same way", () => {
    const belt = makeBelt(20, 5);
    expect(layoutBelt(belt, { width: 700, height: 400 })).toEqual(
      layoutBelt(belt, { width: 700, height: 400 }),
    );
  });

  it("puts long trips farther apart than short ones, on the average", () => {
    const lengths = { short: [] as number[], long: [] as number[] };
    for (let seed = 1; seed <= 20; seed += 1) {
      const { points, edges } = layoutBelt(makeBelt(20, seed), { width: 700, height: 500 });
      for (const edge of edges) {
        const length = apart(points[edge.a]!, points[edge.b]!);
        if (edge.ticks <= 2) lengths.short.push(length);
        if (edge.ticks >= 7) lengths.long.push(length);
      }
    }
    const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
    expect(mean(lengths.long)).toBeGreaterThan(1.3 * mean(lengths.short));
  });

  it("puts each label on its edge", () => {
    const { points, edges, labels } = layoutBelt(makeBelt(16, 9), { width: 700, height: 400 });
    edges.forEach((edge, index) => {
      const [a, b, label] = [points[edge.a]!, points[edge.b]!, labels[index]!];
      expect(apart(a, label) + apart(label, b)).toBeCloseTo(apart(a, b), 6);
    });
  });
});

describe("zoomTo", () => {
  it("puts some nodes in the middle, keeps directions, and holds them in the box", () => {
    const [width, height] = [740, 360];
    const layout = layoutBelt(makeBelt(20, 3), { width, height });
    const nodes = new Set([0, 3, 7]);
    const zoomed = zoomTo(layout, nodes, { width, height });
    for (const node of nodes) {
      const { x, y } = zoomed.points[node]!;
      expect(x >= 0 && x <= width && y >= 0 && y <= height).toBe(true);
    }
    const turn = (points: readonly Point[]): number =>
      Math.atan2(points[3]!.y - points[0]!.y, points[3]!.x - points[0]!.x);
    expect(turn(zoomed.points)).toBeCloseTo(turn(layout.points), 9);
    const ratio = (a: number, b: number): number =>
      apart(zoomed.points[a]!, zoomed.points[b]!) / apart(layout.points[a]!, layout.points[b]!);
    expect(ratio(0, 7)).toBeCloseTo(ratio(3, 7), 9);
  });
});
