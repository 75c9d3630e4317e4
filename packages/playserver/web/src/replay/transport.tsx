// The player's buttons.
import { formatNumber } from "../lib/format";
import { Icon, type IconName } from "../ui/icons";
import { SPEEDS } from "./clock";
import type { ReplayPlayer } from "./player";

interface ControlProps {
  readonly icon: IconName;
  readonly label: string;
  readonly hotkey: string;
  readonly onClick: () => void;
  readonly isMain?: boolean;
  readonly isWide?: boolean;
  readonly disabled?: boolean;
}

function Control({ icon, label, hotkey, onClick, isMain, isWide, disabled }: ControlProps) {
  const kind = isMain === true ? " control-main" : isWide === true ? " control-wide-only" : "";
  return (
    <button
      type="button"
      class={`control${kind}`}
      aria-label={label}
      title={`${label} (${hotkey})`}
      disabled={disabled ?? false}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

interface TransportProps {
  readonly player: ReplayPlayer;
  readonly timeMax: number | null;
  readonly onHelp: () => void;
}

export function Transport({ player, timeMax, onHelp }: TransportProps) {
  const step = player.step.value;
  const isPlaying = player.isPlaying.value;
  void player.version.value; // the tick appears with the frames
  const atStart = step === 0;
  const atEnd = step >= player.lastStep;
  const { track } = player.store;
  return (
    <div class="transport" role="group" aria-label="Player">
      <div class="transport-buttons">
        <Control
          icon="first"
          label="To the start"
          hotkey="Home"
          isWide
          onClick={() => player.seek(0)}
          disabled={atStart}
        />
        <Control
          icon="eventPrevious"
          label="Previous event"
          hotkey="P"
          onClick={() => player.stepToEvent(-1)}
          disabled={atStart}
        />
        <Control
          icon="previous"
          label="Step back"
          hotkey="←"
          onClick={() => player.stepBy(-1)}
          disabled={atStart}
        />
        <Control
          icon={isPlaying ? "pause" : "play"}
          label={isPlaying ? "Pause" : "Play"}
          hotkey="Space"
          isMain
          onClick={() => player.toggle()}
        />
        <Control
          icon="next"
          label="Step forward"
          hotkey="→"
          onClick={() => player.stepBy(1)}
          disabled={atEnd}
        />
        <Control
          icon="eventNext"
          label="Next event"
          hotkey="N"
          onClick={() => player.stepToEvent(1)}
          disabled={atEnd}
        />
        <Control
          icon="last"
          label="To the end"
          hotkey="End"
          isWide
          onClick={() => player.seek(player.lastStep)}
          disabled={atEnd}
        />
      </div>
      <p class="transport-where num">
        <span>
          Step <StepInput player={player} /> / {formatNumber(player.lastStep)}
        </span>
        <span class="muted">
          Tick {track.isKnown(step) ? formatNumber(track.tick[step]!) : "…"}
          {timeMax === null ? "" : ` / ${formatNumber(timeMax)}`}
        </span>
        {player.isWaiting.value && (
          <span class="spinner" role="status" aria-label="Waiting for frames" />
        )}
      </p>
      <div class="transport-speed">
        <Control
          icon="slower"
          label="Slower"
          hotkey="↓"
          isWide
          onClick={() => player.changeSpeed(-1)}
        />
        <label>
          <span class="visually-hidden">Speed in ticks per second</span>
          <select
            class="num"
            value={player.speed.value}
            onChange={(event) => {
              const select = event.currentTarget;
              player.speed.value = Number(select.value);
              // chosen with the mouse: give the keys back to the player
              if (!select.matches(":focus-visible")) select.blur();
            }}
          >
            {SPEEDS.map((speed) => (
              <option key={speed} value={speed}>
                {speed} ticks/s
              </option>
            ))}
          </select>
        </label>
        <Control
          icon="faster"
          label="Faster"
          hotkey="↑"
          isWide
          onClick={() => player.changeSpeed(1)}
        />
        <Control icon="help" label="Keyboard help" hotkey="?" isWide onClick={onHelp} />
      </div>
    </div>
  );
}

function StepInput({ player }: { readonly player: ReplayPlayer }) {
  return (
    <input
      class="step-input num"
      type="text"
      inputMode="numeric"
      aria-label="Go to step"
      value={player.step.value}
      size={Math.max(3, String(player.lastStep).length)}
      onChange={(event) => {
        const wanted = Number(event.currentTarget.value);
        player.pause();
        if (Number.isFinite(wanted)) player.seek(wanted);
        event.currentTarget.value = String(player.step.value);
      }}
    />
  );
}
