import { describe, expect, it } from "vitest";
import { beliefsOf } from "./beliefs";

const way = (node: number, threat_estimate: number) => ({
  node,
  ticks: 1,
  fuel: 10,
  threat: 0.9, // the true threat, not an estimate
  threat_estimate,
});

// a line: station 0, then 1, 2, 3
const BELT = [
  { kind: "station", neighbors: [way(1, 0.5)] },
  { kind: "cluster", neighbors: [way(0, 0.2), way(2, 0.3)] },
  { kind: "cluster", neighbors: [way(1, 0.5), way(3, 0.5)] },
  { kind: "hazard", neighbors: [way(2, 0.5)] },
] as const;

describe("beliefsOf", () => {
  const beliefs = beliefsOf(BELT, new Set([0, 1]));

  it("knows visited nodes and their neighbors", () => {
    expect([...beliefs.known].sort()).toEqual([0, 1, 2]);
  });

  it("takes the estimate of the end that heard something", () => {
    expect(beliefs.threatOf({ a: 0, b: 1 })).toBe(0.2);
    expect(beliefs.threatOf({ a: 1, b: 2 })).toBe(0.3);
  });

  it("has no estimate for unknown edges", () => {
    expect(beliefs.threatOf({ a: 2, b: 3 })).toBeNull();
  });
});
