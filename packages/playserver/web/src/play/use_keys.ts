// The keys of Play.
import { useLayoutEffect } from "preact/hooks";
import { actionOfKey } from "./controls";
import { mayRepeat, type Pilot } from "./pilot";

interface Keys {
  /** What Enter does; null for nothing. */
  readonly hinted: number | null;
  readonly onHelp: () => void;
  readonly onUndo: () => void;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLSelectElement ||
    target instanceof HTMLTextAreaElement
  );
}

/** Whether the browser does something of its own with Enter there. */
function isPressed(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLButtonElement ||
    target instanceof HTMLAnchorElement ||
    (target instanceof HTMLElement && target.tagName === "SUMMARY")
  );
}

export function useKeys(pilot: Pilot, { hinted, onHelp, onUndo }: Keys): void {
  // with the page itself, not after it: a key must never reach the flight before
  useLayoutEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector("dialog[open]") !== null) return;
      if (event.key === "Shift") return;
      if (pilot.chord.value !== null) {
        event.preventDefault();
        return pilot.endChord(event.key);
      }
      if (event.key === "?") return onHelp();
      if (event.key === "u" || event.key === "U") return onUndo();
      if (event.key === "Enter") {
        if (hinted !== null && !isPressed(event.target) && !event.repeat) pilot.attempt(hinted);
        return;
      }
      if (!event.repeat && pilot.beginChord(event.key.toLowerCase())) return;
      const action = actionOfKey(event.key);
      if (action === null || (event.repeat && !mayRepeat(action))) return;
      event.preventDefault();
      pilot.attempt(action);
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [pilot, hinted, onHelp, onUndo]);
}
