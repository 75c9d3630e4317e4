// The flight of this tab in the browser's storage, so that a reload resumes it.
import { checkOptions, parseU64 } from "../engine/engine";
import { N_ACTIONS, SPEC_DIGEST } from "../generated/spec";
import { fromBase64, toBase64 } from "../lib/base64";
import type { Flight, Fork } from "./flight";

const KEY = "playserver.flight";
const NAME_KEY = "playserver.player";
const VERSION = 1;
const TABS_MAX = 16;

/** A flight as text, bound to the spec: actions have no meaning in another world. */
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
    policy: flight.policy,
    flown: flight.flown,
    fork: fork === null ? null : { ...fork, state: toBase64(fork.state) },
  });
}

/** Read what packFlight wrote; null for anything else. */
export function unpackFlight(text: string): Flight | null {
  try {
    const stored = JSON.parse(text);
    if (stored.version !== VERSION || stored.spec !== SPEC_DIGEST) return null;
    const actions = [...fromBase64(stored.actions)!];
    if (actions.some((action) => action >= N_ACTIONS)) return null;
    return {
      seed: parseU64("seed", stored.seed),
      episode: parseU64("episode", stored.episode),
      options: checkOptions(stored.options),
      actions,
      hasUndone: stored.hasUndone === true,
      rival: stored.rival ?? null,
      policy: stored.policy ?? null,
      flown: stored.flown ?? [],
      fork: forkOf(stored.fork),
    };
  } catch {
    return null; // foreign or damaged: there is nothing to resume
  }
}

function forkOf(stored: (Omit<Fork, "state"> & { state: string }) | null): Fork | null {
  return stored === null ? null : { ...stored, state: fromBase64(stored.state)! };
}

/** The places of flights in the storage, the usual one first. */
const PLACES = Array.from({ length: TABS_MAX }, (_, tab) => (tab === 0 ? KEY : `${KEY}.${tab}`));

let place = KEY;
let claiming: Promise<void> | undefined;

/** Hold a lock as long as the tab lives; returns false if another tab holds it. */
function hold(name: string, locks: LockManager): Promise<boolean> {
  return new Promise((resolve) => {
    void locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise<never>(() => undefined);
    });
  });
}

/**
 * Claim a place in the storage that no other open tab uses: tabs must not overwrite each other.
 *
 * A reload finds the tab's own place again; a new tab gets the first free one and resumes its flight.
 */
export function claimPlace(
  locks: LockManager | undefined = navigator.locks, // only there on localhost and with TLS
  tab: Storage = sessionStorage,
): Promise<void> {
  claiming ??= (async () => {
    const own = tab.getItem(KEY);
    for (const free of own === null ? PLACES : [own, ...PLACES]) {
      if (locks !== undefined && !(await hold(free, locks))) continue;
      place = free;
      break;
    }
    tab.setItem(KEY, place);
  })().catch(() => undefined); // storage may be forbidden: then the tab has the usual place
  return claiming;
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage may be forbidden
  }
}

/** Write; returns whether it worked: storage may be forbidden or full. */
function write(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

export function savedFlight(): Flight | null {
  const text = read(place);
  return text === null ? null : unpackFlight(text);
}

export function saveFlight(flight: Flight): boolean {
  return write(place, packFlight(flight));
}

/** The player's name in the last saved replay. */
export function savedName(): string {
  return read(NAME_KEY) ?? "";
}

export function saveName(name: string): void {
  write(NAME_KEY, name);
}
