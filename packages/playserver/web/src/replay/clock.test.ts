import { describe, expect, it } from "vitest";
import { advance, changeSpeed, SPEEDS } from "./clock";

const START = { step: 0, progress: 0 };

describe("advance", () => {
  const ticks = [2, 4, 1]; // from step 0 to 1, 1 to 2, 2 to 3
  const ticksToNext = (step: number): number | null => ticks[step] ?? null;

  it("stands still in no time", () => {
    expect(advance(START, 0, 3, ticksToNext)).toEqual({ position: START, halt: null });
  });

  it("goes a part of a long step", () => {
    // 2 ticks bring it to step 1, 1 of the next 4 is left
    const { position } = advance(START, 3, 3, ticksToNext);
    expect(position).toEqual({ step: 1, progress: 1 / 4 });
  });

  it("continues from a position between steps", () => {
    const { position } = advance({ step: 1, progress: 0.5 }, 1, 3, ticksToNext);
    expect(position).toEqual({ step: 1, progress: 0.5 + 1 / 4 });
  });

  it("passes several steps at once and stops at the last", () => {
    expect(advance(START, 6, 3, ticksToNext).position).toEqual({ step: 2, progress: 0 });
    const end = advance(START, 100, 3, ticksToNext);
    expect(end).toEqual({ position: { step: 3, progress: 0 }, halt: "end" });
  });

  it("waits where the next step is not known", () => {
    const waiting = advance(START, 100, 9, ticksToNext);
    expect(waiting).toEqual({ position: { step: 3, progress: 0 }, halt: "waiting" });
  });
});

describe("changeSpeed", () => {
  it("goes up and down the list and holds at its ends", () => {
    expect(changeSpeed(8, 1)).toBe(16);
    expect(changeSpeed(8, -1)).toBe(4);
    expect(changeSpeed(SPEEDS.at(-1)!, 1)).toBe(SPEEDS.at(-1));
    expect(changeSpeed(SPEEDS[0], -1)).toBe(SPEEDS[0]);
  });
});
