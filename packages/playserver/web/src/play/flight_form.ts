// The fields of the form for a new flight, and the flight that they describe. Pure, except for the random seed.
import {
  checkOptions,
  DEFAULT_OPTIONS,
  parseU64,
  SWITCHES,
  type EnvOptions,
} from "../engine/engine";
import { SHORT_BOARD } from "../hall/boards";
import type { Flight } from "./flight";

/** The fields as they are typed. */
export interface FlightForm {
  readonly timeMax: string;
  readonly seed: string;
  readonly episode: string;
  readonly rewardMode: EnvOptions["reward_mode"];
  /** Names of the options that are switched off. */
  readonly off: ReadonlySet<string>;
}

export const EMPTY_FORM: FlightForm = {
  timeMax: String(SHORT_BOARD.ticks),
  seed: "",
  episode: "0",
  rewardMode: DEFAULT_OPTIONS.reward_mode,
  off: new Set(),
};

/** 32 bits: enough variety, and short enough to share. */
export function randomSeed(): bigint {
  return BigInt(crypto.getRandomValues(new Uint32Array(1))[0]!);
}

/** A flight from a reset, without actions. */
export function freshFlight(options: EnvOptions, seed = randomSeed(), episode = 0n): Flight {
  return {
    seed,
    episode,
    options,
    fork: null,
    rival: null,
    policy: null,
    actions: [],
    hasUndone: false,
    flown: [],
  };
}

/** The flight of a first visit: short, default options, random seed. */
export function firstFlight(): Flight {
  return freshFlight({ ...DEFAULT_OPTIONS, time_max: SHORT_BOARD.ticks });
}

/** @throws EngineError A field has a value that is not allowed; the message names it. */
export function flightOf(form: FlightForm): Flight {
  const given = {
    time_max: /^\d{1,9}$/.test(form.timeMax) ? Number(form.timeMax) : form.timeMax,
    reward_mode: form.rewardMode,
    ...Object.fromEntries(SWITCHES.map((name) => [name, !form.off.has(name)])),
  };
  const seed = form.seed.trim() === "" ? randomSeed() : parseU64("seed", form.seed.trim());
  return freshFlight(checkOptions(given), seed, parseU64("episode", form.episode.trim()));
}
