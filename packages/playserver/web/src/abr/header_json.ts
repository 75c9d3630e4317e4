// The header of a replay as canonical JSON; docs/formats/replay.md, "Header".
import { ENV_ID, SPEC_DIGEST } from "../generated/spec";

/** All options of the environment, by name, as JSON values. */
export type HeaderOptions = Readonly<Record<string, boolean | number | string>>;

export interface ReplayParent {
  /** The parent's content digest; null if the parent was truncated. */
  readonly digest: string | null;
  /** Number of the parent's steps before this replay continues. */
  readonly step: number;
}

export interface ReplayPlayer {
  readonly kind: "policy" | "bot" | "human";
  readonly name: string;
  readonly version: string;
  readonly digest: string | null;
}

export interface ReplayHeader {
  readonly options: HeaderOptions;
  readonly seed: bigint;
  readonly episode: bigint;
  readonly start: "reset" | "state";
  readonly parent: ReplayParent | null;
  readonly player: ReplayPlayer;
  readonly blockSteps: number;
  /** Keys beyond those of the format, such as `practice`. */
  readonly extra: Readonly<Record<string, unknown>>;
}

const U64_END = 1n << 64n;

function decimal(name: string, value: bigint): string {
  if (value < 0n || value >= U64_END) throw new RangeError(`${name} is ${value}, not 0..2^64-1`);
  return value.toString();
}

/** A value with the keys of every object sorted by code point; JSON.stringify keeps that order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/** The header's JSON in UTF-8; every writer of the format produces the same bytes. */
export function headerJson(header: ReplayHeader): Uint8Array<ArrayBuffer> {
  const value = {
    ...header.extra,
    env_id: ENV_ID,
    spec_digest: SPEC_DIGEST,
    options: header.options,
    seed: decimal("seed", header.seed),
    episode: decimal("episode", header.episode),
    start: header.start,
    parent: header.parent,
    player: header.player,
    training: null,
    block_steps: header.blockSteps,
  };
  return new TextEncoder().encode(JSON.stringify(sorted(value)));
}

// Part of the format: must not change within a major version.
const DICTIONARY_TEXT =
  '{"block_steps":4096,"env_id":"AsteroidProspector-v1","episode":"0","options":{' +
  '"fractures":false,"market_shocks":false,"pirates":false,"price_impact":false,' +
  '"reward_mode":"sparse","scan_noise":false,"time_max":2000},"parent":{"digest":"","step":0},' +
  '"player":{"digest":"","kind":"human","name":"random_legal","version":"1"},' +
  '"seed":"0","spec_digest":"","start":"state","training":{"config_digest":"","window":1}}' +
  '{"block_steps":4096,"env_id":"AsteroidProspector-v1","episode":"0","options":{' +
  '"fractures":true,"market_shocks":true,"pirates":true,"price_impact":true,' +
  '"reward_mode":"shaped","scan_noise":true,"time_max":20000},"parent":null,' +
  '"player":{"digest":null,"kind":"bot","name":"maskable_ppo","version":"0.1.0"},' +
  '"seed":"4294967296","spec_digest":"","start":"reset","training":null}';

export const HEADER_DICTIONARY = new TextEncoder().encode(DICTIONARY_TEXT);
