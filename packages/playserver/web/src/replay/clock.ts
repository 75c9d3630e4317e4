// The player's clock: a position between two steps that advances in ticks per second. Pure.

/** The shown step, and the progress towards the next one: 0 <= progress < 1. */
export interface Position {
  readonly step: number;
  readonly progress: number;
}

export const SPEEDS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] as const; // ticks per second
export const DEFAULT_SPEED = 8;

/** Why playing stops: at the last step, or at a step that is not loaded. */
export type Halt = "end" | "waiting" | null;

export interface Advance {
  readonly position: Position;
  readonly halt: Halt;
}

/**
 * Advance by a number of ticks.
 *
 * @param lastStep The last step of the replay.
 * @param ticksToNext Ticks between a step and the next; null while unknown.
 */
export function advance(
  from: Position,
  ticks: number,
  lastStep: number,
  ticksToNext: (step: number) => number | null,
): Advance {
  let { step, progress } = from;
  let left = ticks;
  for (;;) {
    if (step >= lastStep) return { position: { step: lastStep, progress: 0 }, halt: "end" };
    const whole = ticksToNext(step);
    if (whole === null) return { position: { step, progress: 0 }, halt: "waiting" };
    const rest = whole * (1 - progress);
    if (left < rest) {
      return { position: { step, progress: progress + left / whole }, halt: null };
    }
    left -= rest;
    step += 1;
    progress = 0;
  }
}

/** The next faster (+1) or slower (-1) speed, within SPEEDS. */
export function changeSpeed(speed: number, direction: 1 | -1): number {
  if (direction === 1) return SPEEDS.find((candidate) => candidate > speed) ?? speed;
  return SPEEDS.findLast((candidate) => candidate < speed) ?? speed;
}
