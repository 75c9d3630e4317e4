import { describe, expect, it } from "vitest";
import type { TrueNode } from "../engine/engine";
import { makeFrame } from "../testing/samples";
import { beliefsOf } from "./beliefs";
import {
  beliefClass,
  edgeClass,
  edgeTitle,
  edgeViews,
  pillText,
  type EdgeContext,
} from "./edge_view";
import { edgesOf } from "./graph";

const way = (node: number, threat_estimate: number, threat: number) => ({
  ...{ node, ticks: 3, fuel: 30, threat_estimate, threat },
});
const node = (kind: TrueNode["kind"], neighbors: TrueNode["neighbors"]): TrueNode => ({
  ...{ kind, hops: 0, danger: 0.3, pirates: 0.3, neighbors },
});

// a line: station 0, then 1, 2, 3; the ship is at 1 and was at 0
const BELT = [
  node("station", [way(1, 0.25, 0.7)]),
  node("cluster", [way(0, 0.25, 0.7), way(2, 0.5, 0.1)]),
  node("cluster", [way(1, 0.5, 0.1), way(3, 0.5, 0.4)]),
  node("hazard", [way(2, 0.5, 0.4)]),
];
const SIGHT: EdgeContext = {
  belt: BELT,
  frame: makeFrame(1, { node: 1, threat_estimates: [0.25, 0.5] }),
  beliefs: beliefsOf(BELT, new Set([0, 1])),
  truth: null,
  isWhole: true,
};
const EDGES = edgesOf(BELT);

describe("edgeViews", () => {
  it("shows beliefs only, unless the truth is switched on", () => {
    const views = edgeViews(EDGES, SIGHT);
    expect(views.map(({ belief }) => belief)).toEqual([0.25, 0.5, null]);
    expect(views.map(({ truth }) => truth)).toEqual([null, null, null]);
    expect(views.map(({ isHere }) => isHere)).toEqual([true, true, false]);
    expect(views.map(edgeClass)).toEqual(["threat-1", "threat-unheard", "threat-unheard"]);
    expect(views.map(edgeTitle).join()).not.toMatch(/70|10 %|40/);
  });

  it("leaves out unknown edges, unless the whole belt is shown", () => {
    expect(edgeViews(EDGES, { ...SIGHT, isWhole: false })).toHaveLength(2);
  });

  it("has the truth beside it", () => {
    const views = edgeViews(EDGES, { ...SIGHT, truth: BELT });
    expect(views.map(({ truth }) => truth)).toEqual([0.7, 0.1, 0.4]);
    expect(views.map(edgeClass)).toEqual(["threat-4", "threat-0", "threat-2"]);
    expect(pillText(views[0]!)).toBe("3 · 25 → 70 %");
    expect(edgeTitle(views[1]!)).toContain("threat unknown (50 % assumed), in truth 10 %");
  });

  it("does with the frame alone", () => {
    const views = edgeViews(EDGES, { ...SIGHT, beliefs: undefined });
    expect(views.map(({ belief }) => belief)).toEqual([0.25, 0.5, null]);
  });
});

describe("beliefClass", () => {
  it("has five levels, and none for what was not listened for", () => {
    expect([0, 0.2, 0.35, 0.51, 0.65].map(beliefClass)).toEqual(
      [0, 1, 2, 3, 4].map((level) => `threat-${level}`),
    );
    expect([0.5, null].map(beliefClass)).toEqual(["threat-unheard", "threat-unheard"]);
  });
});
