// Switches between the ship's beliefs alone and the truth beside them.
import type { ReplayPlayer } from "../replay/player";

interface TruthSwitchProps {
  readonly player: ReplayPlayer;
  /** Whether the source of frames knows the truth. */
  readonly isKnown: boolean;
}

export function TruthSwitch({ player, isKnown }: TruthSwitchProps) {
  const isOn = player.wantsTruth.value && isKnown;
  const choose = (wanted: boolean) => () => {
    player.wantsTruth.value = wanted;
  };
  return (
    <span class="segmented truth-switch" role="group" aria-label="Shown of the belt">
      <button
        type="button"
        aria-pressed={!isOn}
        title="What the ship believes (T)"
        onClick={choose(false)}
      >
        Belief
      </button>
      <button
        type="button"
        aria-pressed={isOn}
        disabled={!isKnown}
        title={isKnown ? "The truth beside it (T)" : "The truth needs the engine in the browser"}
        onClick={choose(true)}
      >
        + Truth
      </button>
    </span>
  );
}
