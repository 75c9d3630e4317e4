// From any line to Play: continue by hand from the shown step, or fly against the line from there.
import { navigate } from "../address/router";
import { playPath } from "../address/routes";
import { toBase64 } from "../lib/base64";
import { flightAt, handOver } from "../play/hand_over";
import { scriptOf, type Line } from "../player/line_set";
import { Icon } from "../ui/icons";

export function LineTakeOver({ line }: { readonly line: Line }) {
  const { player } = line;
  const step = player.step.value;
  const isOver = step >= player.lastStep;
  async function take(isDuel: boolean): Promise<void> {
    player.pause();
    if (isDuel) await line.live?.flight.file; // it flies to its end first
    const script = await scriptOf(line);
    const rival = isDuel ? { name: script.name, actions: toBase64(script.actions) } : null;
    handOver({ ...flightAt(script, step, location.href), rival });
    navigate(playPath());
  }
  return (
    <div class="take-over" role="group" aria-label="Play from here">
      <button
        type="button"
        class="button"
        disabled={isOver}
        title={`Take over the ship after step ${step}`}
        onClick={() => void take(false)}
      >
        <Icon name="hand" />
        Continue by hand
      </button>
      <button
        type="button"
        class="button"
        disabled={isOver}
        title={`Fly against it from step ${step} on`}
        onClick={() => void take(true)}
      >
        <Icon name="duel" />
        Duel
      </button>
    </div>
  );
}
