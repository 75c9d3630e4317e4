// Connects the keyboard to Play.
import { useLayoutEffect, useRef } from "preact/hooks";
import { isForPage } from "../ui/keys";
import { actionOfKey } from "./controls";
import { mayRepeat, type Pilot } from "./pilot";

interface Keys {
  /** The action of Enter; null for none. */
  readonly hinted: number | null;
  readonly onHelp: () => void;
  readonly onUndo: () => void;
}

/** Whether Enter activates the focused element itself. */
function isPressed(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLButtonElement ||
    target instanceof HTMLAnchorElement ||
    (target instanceof HTMLElement && target.tagName === "SUMMARY")
  );
}

/** Whether a press takes the action: a held key takes those that may repeat. */
function repeats(event: KeyboardEvent, action: number): boolean {
  return !event.repeat || mayRepeat(action);
}

/** A key of the page itself, not of an action; returns whether it was one. */
function runPageKey(event: KeyboardEvent, pilot: Pilot, keys: Keys): boolean {
  switch (event.key) {
    case "?":
      keys.onHelp();
      return true;
    case "u":
    case "U":
      keys.onUndo();
      return true;
    case "Enter":
      if (keys.hinted !== null && !isPressed(event.target) && repeats(event, keys.hinted)) {
        pilot.attempt(keys.hinted);
      }
      return true;
    default:
      return false;
  }
}

function onKey(event: KeyboardEvent, pilot: Pilot, keys: Keys): void {
  if (!isForPage(event) || event.key === "Shift") return;
  if (pilot.chord.value !== null) {
    event.preventDefault();
    pilot.endChord(event.key);
    return;
  }
  if (runPageKey(event, pilot, keys)) return;
  if (!event.repeat && pilot.beginChord(event.key.toLowerCase())) return;
  const action = actionOfKey(event.key);
  if (action === null && !event.repeat && pilot.runMacroOf(event.key)) return;
  if (action === null || !repeats(event, action)) return;
  event.preventDefault();
  pilot.attempt(action);
}

export function useKeys(pilot: Pilot, keys: Keys): void {
  const latest = useRef({ pilot, keys });
  // layout effects, so that a key never reaches the previous flight
  useLayoutEffect(() => {
    latest.current = { pilot, keys };
  });
  useLayoutEffect(() => {
    const listener = (event: KeyboardEvent): void =>
      onKey(event, latest.current.pilot, latest.current.keys);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);
}
