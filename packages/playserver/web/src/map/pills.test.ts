import { describe, expect, it } from "vitest";
import { makeBelt } from "../testing/samples";
import { layoutBelt, type BeltLayout } from "./layout";
import { PILL_HEIGHT, placePills, type Pill } from "./pills";

/** A node in the middle with ways to others. */
function star(...others: readonly { x: number; y: number }[]): BeltLayout {
  return {
    points: [{ x: 200, y: 200 }, ...others],
    edges: others.map((_, i) => ({ a: 0, b: i + 1, ticks: 1, fuel: 9, threat: 0 })),
    labels: [],
    radius: 10,
  };
}

function collisions(pills: readonly Pill[], spots: readonly { x: number; y: number }[]): number {
  let count = 0;
  for (let i = 0; i < pills.length; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const apart = (pills[i]!.width + pills[j]!.width) / 2;
      const isClear =
        Math.abs(spots[i]!.x - spots[j]!.x) >= apart ||
        Math.abs(spots[i]!.y - spots[j]!.y) >= PILL_HEIGHT;
      if (!isClear) count += 1;
    }
  }
  return count;
}

describe("placePills", () => {
  it("puts a label in the middle of a way with room", () => {
    const layout = star({ x: 400, y: 200 });
    expect(placePills(layout, [{ edge: 0, width: 60 }])).toEqual([{ x: 300, y: 200 }]);
  });

  it("puts it beside a way that is too short to bear it", () => {
    const layout = star({ x: 250, y: 200 });
    const [spot] = placePills(layout, [{ edge: 0, width: 60 }]);
    expect(Math.abs(spot!.y - 200)).toBeGreaterThanOrEqual(PILL_HEIGHT / 2 + layout.radius);
  });

  it("keeps two labels apart on ways that lead nearly the same way", () => {
    const layout = star({ x: 400, y: 200 }, { x: 400, y: 222 });
    const pills = [0, 1].map((edge) => ({ edge, width: 70 }));
    expect(collisions(pills, placePills(layout, pills))).toBe(0);
  });

  it("keeps nearly all labels of belts apart, whichever the node", () => {
    let [all, hidden] = [0, 0];
    for (let seed = 0; seed < 8; seed += 1) {
      const belt = makeBelt(24, seed);
      const layout = layoutBelt(belt, { width: 740, height: 360 });
      belt.forEach((_, here) => {
        const pills = layout.edges.flatMap(({ a, b }, edge) =>
          a === here || b === here ? [{ edge, width: 80 }] : [],
        );
        all += pills.length;
        hidden += collisions(pills, placePills(layout, pills));
      });
    }
    expect(all).toBeGreaterThan(500);
    expect(hidden / all).toBeLessThan(0.05);
  });
});
