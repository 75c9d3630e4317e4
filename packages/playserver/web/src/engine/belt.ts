// The true values of a world, which the ship does not know: belt, rocks, market.
import type { Neighbor, Node } from "../generated/api";
import { MAX_NEIGHBORS, N_COMMODITIES, NODE_TYPES } from "../generated/spec";

/** An edge from a node: its true threat, and the ship's estimate at that end. */
export interface TrueNeighbor extends Neighbor {
  /** 0..1; THREAT_ESTIMATE_START until the ship listens there. */
  readonly threat_estimate: number;
}

/** A node at the present tick. */
export interface TrueNode extends Node {
  readonly neighbors: TrueNeighbor[];
}

/** An asteroid: true values and the ship's estimates. All in 0..1 except richness. */
export interface TrueRock {
  readonly slot: number;
  /** Shares by commodity. */
  readonly composition: readonly number[];
  readonly composition_estimate: readonly number[];
  /** Higher is safer. */
  readonly stability: number;
  readonly stability_estimate: number;
  /** Units per tick of mining, before all reductions. */
  readonly richness: number;
  /** The noise of scans. */
  readonly scan_noise: number;
  readonly confidence: number;
  /** 1: exhausted. */
  readonly depletion: number;
}

/** A commodity at the station; drift and shock are shares of the base price. */
export interface TrueMarket {
  readonly price: number;
  readonly last_price: number;
  readonly stock: number;
  readonly base_stock: number;
  readonly drift: number;
  readonly shock: number;
  readonly swing: number;
  readonly season_ticks: number;
  readonly season_offset: number;
}

// the rows of the C interface, packages/envcore/cpp/c_api/prospector.h
const NODE_HEAD = 5;
const NODE_SLOT = 5;
export const NODE_COLUMNS = NODE_HEAD + NODE_SLOT * MAX_NEIGHBORS;
export const ROCK_COLUMNS = 2 * N_COMMODITIES + 6;
export const MARKET_COLUMNS = 9;

export function nodeOf(row: Float64Array): TrueNode {
  return {
    kind: NODE_TYPES[row[0]!]!,
    hops: row[1]!,
    danger: row[2]!,
    pirates: row[3]!,
    neighbors: Array.from({ length: row[4]! }, (_, slot) => {
      const at = NODE_HEAD + NODE_SLOT * slot;
      return {
        node: row[at]!,
        ticks: row[at + 1]!,
        fuel: row[at + 2]!,
        threat: row[at + 3]!,
        threat_estimate: row[at + 4]!,
      };
    }),
  };
}

export function rockOf(slot: number, row: Float64Array): TrueRock {
  const rest = 2 * N_COMMODITIES;
  return {
    slot,
    composition: Array.from(row.subarray(0, N_COMMODITIES)),
    composition_estimate: Array.from(row.subarray(N_COMMODITIES, rest)),
    stability: row[rest]!,
    stability_estimate: row[rest + 1]!,
    richness: row[rest + 2]!,
    scan_noise: row[rest + 3]!,
    confidence: row[rest + 4]!,
    depletion: row[rest + 5]!,
  };
}

export function marketOf(row: Float64Array): TrueMarket {
  return {
    price: row[0]!,
    last_price: row[1]!,
    stock: row[2]!,
    base_stock: row[3]!,
    drift: row[4]!,
    shock: row[5]!,
    swing: row[6]!,
    season_ticks: row[7]!,
    season_offset: row[8]!,
  };
}
