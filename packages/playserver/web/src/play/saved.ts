// The flight in the browser's storage, so that a reload goes on with it.
import { checkOptions, parseU64 } from "../engine/engine";
import { N_ACTIONS, SPEC_DIGEST } from "../generated/spec";
import type { Flight, Fork } from "./flight";
import type { ReplayRef } from "./play_query";

const KEY = "playserver.flight";
const NAME_KEY = "playserver.player";
const VERSION = 1;

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** A flight as text; bound to the spec, because actions mean nothing in another world. */
export function packFlight(flight: Flight): string {
  const { fork } = flight;
  return JSON.stringify({
    version: VERSION,
    spec: SPEC_DIGEST,
    seed: flight.seed.toString(),
    episode: flight.episode.toString(),
    options: flight.options,
    actions: toBase64(Uint8Array.from(flight.actions)),
    hasUndone: flight.hasUndone,
    rival: flight.rival,
    fork: fork === null ? null : { ...fork, state: toBase64(fork.state) },
  });
}

/** Read what packFlight wrote; null for anything else. */
export function unpackFlight(text: string): Flight | null {
  try {
    const kept = JSON.parse(text);
    if (kept.version !== VERSION || kept.spec !== SPEC_DIGEST) return null;
    const actions = [...fromBase64(kept.actions)];
    if (actions.some((action) => action >= N_ACTIONS)) return null;
    return {
      seed: parseU64("seed", kept.seed),
      episode: parseU64("episode", kept.episode),
      options: checkOptions(kept.options),
      actions,
      hasUndone: kept.hasUndone === true,
      rival: rivalOf(kept.rival),
      fork: forkOf(kept.fork),
    };
  } catch {
    return null; // not ours, or damaged: there is nothing to go on with
  }
}

function rivalOf(kept: ReplayRef | null): ReplayRef | null {
  return kept === null ? null : { home: kept.home, replayId: String(kept.replayId) };
}

function forkOf(kept: (Omit<Fork, "state"> & { state: string }) | null): Fork | null {
  return kept === null ? null : { ...kept, state: fromBase64(kept.state) };
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage may be forbidden
  }
}

/** Write, and tell whether it worked: storage may be forbidden or full. */
function write(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

export function savedFlight(): Flight | null {
  const text = read(KEY);
  return text === null ? null : unpackFlight(text);
}

export function saveFlight(flight: Flight): boolean {
  return write(KEY, packFlight(flight));
}

/** Who plays, as the last replay said. */
export function savedName(): string {
  return read(NAME_KEY) ?? "";
}

export function saveName(name: string): void {
  write(NAME_KEY, name);
}
