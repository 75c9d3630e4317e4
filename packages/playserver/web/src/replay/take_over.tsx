// From a replay to Play: go on by hand from the step that is shown, or fly the same world against it.
import type { ReplayHome } from "../api/client";
import { formatPlayQuery } from "../play/play_query";
import { playPath } from "../routes";
import { Icon } from "../ui/icons";
import type { ReplayPlayer } from "./player";

interface TakeOverProps {
  readonly home: ReplayHome;
  readonly replayId: string;
  readonly player: ReplayPlayer;
  /** Whether the recording ends where the episode does: nothing goes on after its last step. */
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
          title={`Take the ship over after step ${step}`}
        >
          <Icon name="hand" />
          Continue by hand
        </a>
      )}
      <a
        class="button"
        href={playPath(formatPlayQuery({ kind: "race", ...ref }))}
        title="Fly the same world from the start, against this replay"
      >
        <Icon name="duel" />
        Duel
      </a>
    </div>
  );
}
