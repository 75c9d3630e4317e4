// The player's clock: a position between two steps that moves at a pace in ticks per second. Pure.

/** The step that is shown, and how far the next one has come: 0 <= progress < 1. */
export interface Position {
  readonly step: number;
  readonly progress: number;
}

export const SPEEDS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] as const; // ticks per second
export const DEFAULT_SPEED = 8;

/** What ends or holds up playing: the last step, or a step that has not arrived. */
export type Halt = "end" | "waiting" | null;

export interface Advance {
  readonly position: Position;
  readonly halt: Halt;
}

/**
 * Move on by a number of ticks.
 *
 * @param lastStep The last step of the replay.
 * @param ticksToNext Ticks between a step and the next; null where that is not known yet.
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

/** The next faster (+1) or slower (-1) speed; the ends hold. */
export function changeSpeed(speed: number, direction: 1 | -1): number {
  if (direction === 1) return SPEEDS.find((candidate) => candidate > speed) ?? speed;
  return SPEEDS.findLast((candidate) => candidate < speed) ?? speed;
}
