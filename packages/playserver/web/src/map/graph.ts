// The belt as a graph: its edges, once each, and the distances between nodes. Pure.
import type { Node } from "../generated/api";

export interface Edge {
  readonly a: number;
  readonly b: number;
  readonly ticks: number;
  /** Used by an empty ship. */
  readonly fuel: number;
  /** The true threat; the ship only has an estimate. */
  readonly threat: number;
}

/** Every edge once, with a < b, in the order of (a, slot). */
export function edgesOf(belt: readonly Node[]): readonly Edge[] {
  return belt.flatMap((node, a) =>
    node.neighbors
      .filter((neighbor) => neighbor.node > a)
      .map((neighbor) => ({
        a,
        b: neighbor.node,
        ticks: neighbor.ticks,
        fuel: neighbor.fuel,
        threat: neighbor.threat,
      })),
  );
}

/** Shortest distances between all nodes, as a row-major square, given the length of an edge. */
export function distancesOf(
  size: number,
  edges: readonly Edge[],
  lengthOf: (edge: Edge) => number,
): Float64Array {
  const distance = new Float64Array(size * size).fill(Infinity);
  for (let i = 0; i < size; i += 1) distance[i * size + i] = 0;
  for (const edge of edges) {
    distance[edge.a * size + edge.b] = lengthOf(edge);
    distance[edge.b * size + edge.a] = lengthOf(edge);
  }
  for (let via = 0; via < size; via += 1) {
    for (let i = 0; i < size; i += 1) {
      const toVia = distance[i * size + via]!;
      for (let j = 0; j < size; j += 1) {
        const around = toVia + distance[via * size + j]!;
        if (around < distance[i * size + j]!) distance[i * size + j] = around;
      }
    }
  }
  return distance;
}
