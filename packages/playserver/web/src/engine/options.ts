// The options of a world, by the names of the spec, and the seeds that start one. Pure.
import { OPTIONS } from "../generated/spec";
import { EngineError } from "./face";

export interface EnvOptions {
  /** Time budget in ticks, 1..1,000,000. */
  readonly time_max: number;
  readonly reward_mode: "shaped" | "sparse";
  readonly pirates: boolean;
  readonly fractures: boolean;
  readonly scan_noise: boolean;
  readonly price_impact: boolean;
  readonly market_shocks: boolean;
}

export const SEED_MAX = 2n ** 64n - 1n;
/** In the order of their bits in the C face. */
const SWITCHES = ["pirates", "fractures", "scan_noise", "price_impact", "market_shocks"] as const;
const REWARD_MODES = ["shaped", "sparse"] as const;

export const DEFAULT_OPTIONS = Object.fromEntries(
  OPTIONS.map((option) => [option.name, option.default]),
) as unknown as EnvOptions;

/**
 * Fill in the defaults and check what is given.
 *
 * @param given By name, as the header of a replay has them.
 * @throws EngineError An option is unknown, or its value is not allowed; the message says which.
 */
export function checkOptions(given: Readonly<Record<string, unknown>> = {}): EnvOptions {
  for (const [name, value] of Object.entries(given)) {
    const option = OPTIONS.find((one) => one.name === name);
    if (option === undefined) {
      const names = OPTIONS.map((one) => one.name).join(", ");
      throw new EngineError(`Option ${name}: expected one of ${names}.`);
    }
    const wanted = problemOf(option, value);
    if (wanted !== null)
      throw new EngineError(`Option ${name} is ${shown(value)}, expected ${wanted}.`);
  }
  return { ...DEFAULT_OPTIONS, ...given } as EnvOptions;
}

/** What is expected in place of a value; null if it will do. */
function problemOf(option: (typeof OPTIONS)[number], value: unknown): string | null {
  switch (option.type) {
    case "bool":
      return typeof value === "boolean" ? null : "true or false";
    case "choice":
      return (option.choices as readonly unknown[]).includes(value)
        ? null
        : option.choices.join(" or ");
    case "int": {
      const isFine = Number.isInteger(value) && inRange(value as number, option.low, option.high);
      return isFine ? null : `a whole number ${option.low}..${option.high}`;
    }
  }
}

function inRange(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}

function shown(value: unknown): string {
  return typeof value === "string" ? `"${value.slice(0, 40)}"` : String(value).slice(0, 40);
}

/** @throws EngineError A number is not one of 0..2^64-1. */
export function checkU64(name: string, value: bigint): bigint {
  if (typeof value !== "bigint" || value < 0n || value > SEED_MAX) {
    throw new EngineError(`The ${name} is ${shown(value)}, expected a bigint in 0..${SEED_MAX}.`);
  }
  return value;
}

/**
 * Read a seed or an episode from decimal digits.
 *
 * @throws EngineError They are no number of 0..2^64-1.
 */
export function parseU64(name: string, text: string): bigint {
  if (!/^\d{1,20}$/.test(text)) {
    throw new EngineError(`The ${name} is ${shown(text)}, expected a whole number 0..${SEED_MAX}.`);
  }
  return checkU64(name, BigInt(text));
}

/** The options as the C face takes them. */
export function packOptions(options: EnvOptions): { mode: number; switches: number } {
  const switches = SWITCHES.reduce((bits, name, bit) => bits | (Number(options[name]) << bit), 0);
  return { mode: REWARD_MODES.indexOf(options.reward_mode), switches };
}
