// Frames and belts for unit tests. Not part of the page.
import type { Frame, Node } from "../generated/api";
import {
  DANGER_BASE,
  EDGE_TICKS_MAX,
  FUEL_MAX,
  HAZARD_NODE_CHANCE,
  HULL_MAX,
  MAX_NEIGHBORS,
  N_COMMODITIES,
  START_DECOYS,
  START_REPAIR_KITS,
  START_STABILIZERS,
  TOOL_MAX,
} from "../generated/spec";

/** A frame at the station without events, with some changes. */
export function makeFrame(step: number, changes: Partial<Frame> = {}): Frame {
  return {
    step,
    tick: step,
    dt: step === 0 ? 0 : 1,
    action: step === 0 ? null : 6,
    was_illegal: false,
    events: [],
    reward: 0,
    reward_terms: {},
    return: 0,
    end_cause: null,
    node: 0,
    ship: {
      fuel: FUEL_MAX,
      hull: HULL_MAX,
      heat: 0,
      tool: TOOL_MAX,
      alert: 0,
      credits: 0,
      net_profit: 0,
      repair_kits: START_REPAIR_KITS,
      stabilizers: START_STABILIZERS,
      decoys: START_DECOYS,
      escape_ticks: 0,
      anchor_ticks: 0,
    },
    cargo: Array.from({ length: N_COMMODITIES }, () => 0),
    prices: Array.from({ length: N_COMMODITIES }, (_, c) => 100 + c),
    threat_estimates: [],
    rocks: [],
    ...changes,
  };
}

/** Numbers in [0, 1) that a seed determines (mulberry32). */
function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A belt as in docs/world.md, section 3: a tree and some more edges. */
export function makeBelt(size: number, seed: number): Node[] {
  const random = makeRandom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const belt: Node[] = Array.from({ length: size }, (_, index) => ({
    kind: index === 0 ? "station" : random() < HAZARD_NODE_CHANCE ? "hazard" : "cluster",
    hops: 0,
    danger: DANGER_BASE,
    pirates: DANGER_BASE,
    neighbors: [],
  }));
  const isFull = (n: number): boolean => belt[n]!.neighbors.length >= MAX_NEIGHBORS;
  const connect = (a: number, b: number): void => {
    const edge = { ticks: 1 + below(EDGE_TICKS_MAX), fuel: 10, threat: random() };
    belt[a]!.neighbors.push({ node: b, ...edge });
    belt[b]!.neighbors.push({ node: a, ...edge });
  };
  for (let n = 1; n < size; n += 1) {
    let parent = below(n);
    while (isFull(parent)) parent = (parent + 1) % n;
    connect(n, parent);
  }
  for (let i = 0; i < size; i += 1) {
    const [a, b] = [below(size), below(size)];
    const isKnown = belt[a]!.neighbors.some((neighbor) => neighbor.node === b);
    if (a !== b && !isKnown && !isFull(a) && !isFull(b)) connect(a, b);
  }
  return belt;
}
