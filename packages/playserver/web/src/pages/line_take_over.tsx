// From any line to Play: continue by hand from the shown step.
import { navigate } from "../address/router";
import { playPath } from "../address/routes";
import { flightAt, handOver } from "../play/hand_over";
import { scriptOf, type Line } from "../player/line_set";
import { Icon } from "../ui/icons";

export function LineTakeOver({ line }: { readonly line: Line }) {
  const { player } = line;
  const step = player.step.value;
  async function take(): Promise<void> {
    player.pause();
    handOver(flightAt(await scriptOf(line), step, location.href));
    navigate(playPath());
  }
  return (
    <button
      type="button"
      class="button"
      disabled={step >= player.lastStep}
      title={`Take over the ship after step ${step}`}
      onClick={() => void take()}
    >
      <Icon name="hand" />
      Continue by hand
    </button>
  );
}
