// From a replay to Play: continue by hand from the shown step, or fly against the replay from there.
import { formatPlayQuery } from "../play/play_query";
import { playPath, type ReplayHome } from "../address/routes";
import { Icon } from "../ui/icons";
import type { ReplayPlayer } from "../replay/player";

interface TakeOverProps {
  readonly home: ReplayHome;
  readonly replayId: string;
  readonly player: ReplayPlayer;
  /** Whether the episode is over after the last recorded step. */
  readonly hasEnd: boolean;
}

export function TakeOver({ home, replayId, player, hasEnd }: TakeOverProps) {
  const step = player.step.value;
  const isOver = hasEnd && step >= player.lastStep;
  const ref = { home, replayId };
  return (
    <div class="take-over" role="group" aria-label="Play from here">
      {isOver ? (
        <span class="button is-off" aria-disabled="true" title="The episode is over at this step">
          <Icon name="hand" />
          Continue by hand
        </span>
      ) : (
        <a
          class="button"
          href={playPath(formatPlayQuery({ kind: "fork", step, ...ref }))}
          title={`Take over the ship after step ${step}`}
        >
          <Icon name="hand" />
          Continue by hand
        </a>
      )}
      <a
        class="button"
        href={playPath(formatPlayQuery({ kind: "race", step: isOver ? 0 : step, ...ref }))}
        title={`Fly against this replay from ${isOver || step === 0 ? "the start" : `step ${step}`} on`}
      >
        <Icon name="duel" />
        Duel
      </a>
    </div>
  );
}
