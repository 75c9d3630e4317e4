// The environment's options, by the names of the spec, and the seeds that start a world. Pure.
import { DEFAULT_OPTIONS, OPTIONS, SWITCHES, type EnvOptions } from "../generated/spec";
import { EngineError } from "./c_api";

type Option = (typeof OPTIONS)[number];

export const SEED_MAX = 2n ** 64n - 1n;

export const REWARD_MODES = OPTIONS.find((option) => option.name === "reward_mode")!.choices;

/**
 * Add the defaults to some options and check them.
 *
 * @param given By name, as in the header of a replay.
 * @throws EngineError An option is unknown, or its value is not allowed; the message names it.
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

/** Returns what is expected instead of a value; null if the value is allowed. */
function problemOf(option: Option, value: unknown): string | null {
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

/** @throws EngineError The value is not in 0..2^64-1. */
export function checkU64(name: string, value: bigint): bigint {
  if (typeof value !== "bigint" || value < 0n || value > SEED_MAX) {
    throw new EngineError(`The ${name} is ${shown(value)}, expected a bigint in 0..${SEED_MAX}.`);
  }
  return value;
}

/**
 * Read a seed or an episode from decimal digits.
 *
 * @throws EngineError The text is not a whole number in 0..2^64-1.
 */
export function parseU64(name: string, text: string): bigint {
  if (!/^\d{1,20}$/.test(text)) {
    throw new EngineError(`The ${name} is ${shown(text)}, expected a whole number 0..${SEED_MAX}.`);
  }
  return checkU64(name, BigInt(text));
}

/** The options in the form that the C interface takes. */
export function packOptions(options: EnvOptions): { mode: number; switches: number } {
  const switches = SWITCHES.reduce((bits, name, bit) => bits | (Number(options[name]) << bit), 0);
  return { mode: REWARD_MODES.indexOf(options.reward_mode), switches };
}
