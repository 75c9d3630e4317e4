import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { inTurn } from "./turns";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("requestAnimationFrame", (task: () => void) => setTimeout(task, 16));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("runs one task a frame, in order, without those that were taken back", () => {
  const done: string[] = [];
  inTurn(() => done.push("first"));
  const takeBack = inTurn(() => done.push("second"));
  inTurn(() => done.push("third"));
  vi.advanceTimersByTime(15);
  expect(done).toEqual(["first"]);
  takeBack();
  vi.advanceTimersByTime(16);
  expect(done).toEqual(["first", "third"]);
  vi.advanceTimersByTime(100);
  inTurn(() => done.push("later"));
  vi.advanceTimersByTime(15);
  expect(done).toEqual(["first", "third", "later"]);
});
