// Connects the keyboard to the player.
import { useLayoutEffect } from "preact/hooks";
import { bindingOf } from "../replay/keyboard";
import type { ReplayPlayer } from "../replay/player";
import { isForPage } from "../ui/keys";

/** @param onHelp Must stay the same function, or the listener is attached again. */
export function useKeyboard(player: ReplayPlayer, onHelp: () => void): void {
  // a layout effect, so that no key is lost before the first paint
  useLayoutEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (!isForPage(event)) return;
      if (event.key === " " && event.target instanceof HTMLButtonElement) return; // presses it
      if (event.key === "?") {
        onHelp();
        return;
      }
      const binding = bindingOf(event);
      if (binding === undefined) return;
      event.preventDefault();
      binding.run(player);
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [player, onHelp]);
}
