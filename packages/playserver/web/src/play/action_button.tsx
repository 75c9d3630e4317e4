// A button for an action: name, key, and cost or the reason why it is illegal.
import { docOf, costText } from "./controls";
import type { Pilot } from "./pilot";
import { whyIllegal } from "./illegal_reasons";

interface ActionButtonProps {
  readonly pilot: Pilot;
  readonly action: number;
  readonly label: string;
  readonly hotkey: string | null;
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
      onClick={() => pilot.attempt(action)}
    >
      <span class="act-name">
        {label}
        {hotkey !== null && <kbd aria-label={`key ${hotkey}`}>{hotkey.toUpperCase()}</kbd>}
      </span>
      <span class="act-note num">{reason ?? note ?? costText(action, frame, belt)}</span>
    </button>
  );
}
