// What the one who plays knows of the belt: where the ship was, and what it believes of the ways.
import type { Way } from "../engine/engine";
import type { Node } from "../generated/api";
import { THREAT_ESTIMATE_START } from "../generated/spec";
import type { Edge } from "./graph";

export interface Beliefs {
  /** Nodes where the ship was. */
  readonly visited: ReadonlySet<number>;
  /** Those, and the nodes that can be seen from them. */
  readonly known: ReadonlySet<number>;
  /** The estimate of an edge's threat, 0..1; null for an edge that was never seen. */
  threatOf(edge: Pick<Edge, "a" | "b">): number | null;
}

interface BelievedNode extends Pick<Node, "kind"> {
  readonly neighbors: readonly Way[];
}

/** @param belt As the engine has it now, with the estimates of each end. */
export function beliefsOf(belt: readonly BelievedNode[], visited: ReadonlySet<number>): Beliefs {
  const known = new Set(visited);
  for (const node of visited) for (const way of belt[node]!.neighbors) known.add(way.node);
  const fromEnd = (a: number, b: number): number | null =>
    visited.has(a)
      ? (belt[a]!.neighbors.find((way) => way.node === b)?.threat_estimate ?? null)
      : null;
  return {
    visited,
    known,
    threatOf({ a, b }) {
      const ends = [fromEnd(a, b), fromEnd(b, a)].filter((estimate) => estimate !== null);
      // each end listens for itself: the one that heard something knows more
      return ends.find((estimate) => estimate !== THREAT_ESTIMATE_START) ?? ends[0] ?? null;
    },
  };
}
