// What the player knows of the belt: visited nodes, and estimates of edges.
import type { TrueNeighbor } from "../engine/engine";
import type { Node } from "../generated/api";
import { THREAT_ESTIMATE_START } from "../generated/spec";
import type { Track } from "../replay/track";
import type { Edge } from "./graph";

export interface Beliefs {
  /** Visited nodes. */
  readonly visited: ReadonlySet<number>;
  /** Visited nodes and their neighbors. */
  readonly known: ReadonlySet<number>;
  /** The estimate of an edge's threat, 0..1; null for an edge with no visited end. */
  threatOf(edge: Pick<Edge, "a" | "b">): number | null;
}

interface BelievedNode extends Pick<Node, "kind"> {
  readonly neighbors: readonly TrueNeighbor[];
}

/** @param belt The engine's present belt, with the estimates at each end of an edge. */
export function beliefsOf(belt: readonly BelievedNode[], visited: ReadonlySet<number>): Beliefs {
  const known = new Set(visited);
  for (const node of visited)
    for (const neighbor of belt[node]!.neighbors) known.add(neighbor.node);
  const fromEnd = (a: number, b: number): number | null =>
    visited.has(a)
      ? (belt[a]!.neighbors.find(({ node }) => node === b)?.threat_estimate ?? null)
      : null;
  return {
    visited,
    known,
    threatOf({ a, b }) {
      const ends = [fromEnd(a, b), fromEnd(b, a)].filter((estimate) => estimate !== null);
      // each end has its own estimate: prefer one that was listened for
      return ends.find((estimate) => estimate !== THREAT_ESTIMATE_START) ?? ends[0] ?? null;
    },
  };
}

/** The nodes where the ship was up to a step, as far as the track is known. */
export function visitedUpTo(track: Track, step: number): ReadonlySet<number> {
  const visited = new Set<number>();
  for (let at = 0; at <= step; at += 1) if (track.isKnown(at)) visited.add(track.node[at]!);
  return visited;
}
