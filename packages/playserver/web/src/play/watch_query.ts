// What Watch shows, parsed from and formatted into the query of an address. Pure.
import { SEED_MAX } from "../engine/engine";
import { SHORT_BOARD } from "../hall/boards";

export interface WatchQuery {
  /** "pretrained:default", or "bot:prospector"; null for the first policy. */
  readonly pilot: string | null;
  /** Null for any. */
  readonly seed: string | null;
  readonly timeMax: number;
}

/** Parse a query; an invalid part is ignored. */
export function parseWatchQuery(search: string): WatchQuery {
  const asked = new URLSearchParams(search);
  const seed = asked.get("seed");
  const isSeed = seed !== null && /^\d{1,20}$/.test(seed) && BigInt(seed) <= SEED_MAX;
  const ticks = Number(asked.get("time_max"));
  return {
    pilot: asked.get("pilot"),
    seed: isSeed ? seed : null,
    timeMax: Number.isInteger(ticks) && ticks > 0 ? ticks : SHORT_BOARD.ticks,
  };
}

/** "?pilot=pretrained:default&seed=7&time_max=2000". */
export function formatWatchQuery({ pilot, seed, timeMax }: WatchQuery): string {
  const written = new URLSearchParams();
  if (pilot !== null) written.set("pilot", pilot);
  if (seed !== null) written.set("seed", seed);
  written.set("time_max", String(timeMax));
  return `?${written.toString().replaceAll("%3A", ":")}`;
}
