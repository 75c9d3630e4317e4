// A button for an action: name, key, and cost or the reason why it is illegal. Held, it repeats.
import { useEffect, useRef } from "preact/hooks";
import { docOf, costText } from "./controls";
import type { Macro } from "./macros";
import { mayRepeat, type Pilot } from "./pilot";
import { whyIllegal } from "./illegal_reasons";

const HOLD_MS = 450;
const REPEAT_MS = 110;

/** Handlers of a button that takes an action at a press, and again and again while it is held. */
function useHold(pilot: Pilot, action: number) {
  const timer = useRef(0);
  const hasRepeated = useRef(false);
  const stop = (): void => clearTimeout(timer.current);
  useEffect(() => () => clearTimeout(timer.current), []);
  const repeat = (): void => {
    hasRepeated.current = true;
    pilot.attempt(action);
    if (pilot.refusal.peek() === null) timer.current = window.setTimeout(repeat, REPEAT_MS);
  };
  return {
    onPointerDown(): void {
      stop();
      hasRepeated.current = false;
      if (mayRepeat(action)) timer.current = window.setTimeout(repeat, HOLD_MS);
    },
    onPointerUp: stop,
    onPointerLeave: stop,
    onPointerCancel: stop,
    onContextMenu(event: Event): void {
      if (hasRepeated.current) event.preventDefault(); // a long touch opens no menu
    },
    onClick(): void {
      if (!hasRepeated.current) pilot.attempt(action);
      hasRepeated.current = false;
    },
  };
}

interface ActionButtonProps {
  readonly pilot: Pilot;
  readonly action: number;
  readonly label: string;
  readonly hotkey: string;
  /** Whether the guide suggests it. */
  readonly isHinted: boolean;
  /** Shown instead of the cost. */
  readonly note?: string;
}

export function ActionButton(props: ActionButtonProps) {
  const { pilot, action, label, hotkey, isHinted, note } = props;
  const { frame, belt, mask } = pilot.session;
  const isLegal = mask[action] === 1;
  const reason = isLegal ? null : (whyIllegal(action, frame, belt) ?? "Not possible now");
  return (
    <button
      type="button"
      class={`act${isHinted ? " is-hinted" : ""}`}
      aria-disabled={!isLegal}
      title={`${docOf(action)}${reason === null ? "" : `. ${reason}`}`}
      {...useHold(pilot, action)}
    >
      <span class="act-name">
        {label}
        <kbd aria-label={`key ${hotkey}`}>{hotkey.toUpperCase()}</kbd>
      </span>
      <span class="act-note num">{reason ?? note ?? costText(action, frame, belt)}</span>
    </button>
  );
}

/** The button of a macro; its note is why it cannot start, if so. */
export function MacroButton({ pilot, macro }: { readonly pilot: Pilot; readonly macro: Macro }) {
  const next = macro.next(pilot.session, 0);
  const isPossible = typeof next === "number";
  return (
    <button
      type="button"
      class="act"
      aria-disabled={!isPossible}
      title={isPossible ? macro.doc : `${macro.doc}. ${next}`}
      onClick={() => pilot.run(macro)}
    >
      <span class="act-name">
        {macro.label}
        <kbd aria-label={`key ${macro.key}`}>{macro.key.toUpperCase()}</kbd>
      </span>
      <span class="act-note num">{isPossible ? "several steps" : next}</span>
    </button>
  );
}
