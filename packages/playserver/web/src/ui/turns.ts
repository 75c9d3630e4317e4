// Shares work out over frames: one piece a frame, so that no task is long however many pieces there are.
import { useEffect, useState } from "preact/hooks";

const waiting = new Set<() => void>();
let isRunning = false;

function runNext(): void {
  const [task] = waiting;
  isRunning = task !== undefined;
  if (task === undefined) return;
  waiting.delete(task);
  requestAnimationFrame(() => setTimeout(runNext, 0)); // after the paint of what the task draws
  task();
}

/** Run a task in a frame of its own, after those that wait; returns a function that takes it back. */
export function inTurn(task: () => void): () => void {
  waiting.add(task);
  if (!isRunning) setTimeout(runNext, 0);
  isRunning = true;
  return () => waiting.delete(task);
}

/** A value that is replaced by a newer one when it is its turn. */
export function useInTurn<T>(value: T): T {
  const [shown, setShown] = useState(value);
  useEffect(() => {
    if (value === shown) return undefined;
    return inTurn(() => setShown(() => value));
  }, [value, shown]);
  return shown;
}
