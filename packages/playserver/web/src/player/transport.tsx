// The player's buttons.
import type { ComponentChildren } from "preact";
import { formatNumber } from "../lib/format";
import { Icon, type IconName } from "../ui/icons";
import { SPEEDS } from "../replay/clock";
import type { ReplayPlayer } from "../replay/player";

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
  /** At the end. */
  readonly children?: ComponentChildren;
}

export function Transport({ player, timeMax, onHelp, children }: TransportProps) {
  return (
    <div class="transport" role="group" aria-label="Player">
      <StepButtons player={player} />
      <Position player={player} timeMax={timeMax} />
      <div class="transport-speed">
        <Control
          icon="slower"
          label="Slower"
          hotkey="↓"
          isWide
          onClick={() => player.changeSpeed(-1)}
        />
        <SpeedSelect player={player} />
        <Control
          icon="faster"
          label="Faster"
          hotkey="↑"
          isWide
          onClick={() => player.changeSpeed(1)}
        />
        <Control icon="help" label="Keyboard help" hotkey="?" isWide onClick={onHelp} />
        {children}
      </div>
    </div>
  );
}

type StepButton = Pick<ControlProps, "icon" | "label" | "hotkey" | "isWide"> & {
  readonly run: (player: ReplayPlayer) => void;
};

const BACK: readonly StepButton[] = [
  { icon: "first", label: "To the start", hotkey: "Home", isWide: true, run: (p) => p.seek(0) },
  { icon: "eventPrevious", label: "Previous event", hotkey: "P", run: (p) => p.stepToEvent(-1) },
  { icon: "previous", label: "Step back", hotkey: "←", run: (p) => p.stepBy(-1) },
];
const FORWARD: readonly StepButton[] = [
  { icon: "next", label: "Step forward", hotkey: "→", run: (p) => p.stepBy(1) },
  { icon: "eventNext", label: "Next event", hotkey: "N", run: (p) => p.stepToEvent(1) },
  {
    icon: "last",
    label: "To the end",
    hotkey: "End",
    isWide: true,
    run: (p) => p.seek(p.lastStep),
  },
];

function StepButtons({ player }: { readonly player: ReplayPlayer }) {
  const step = player.step.value;
  const isPlaying = player.isPlaying.value;
  const buttons = (rows: readonly StepButton[], disabled: boolean) =>
    rows.map(({ run, ...row }) => (
      <Control key={row.label} {...row} disabled={disabled} onClick={() => run(player)} />
    ));
  return (
    <div class="transport-buttons">
      {buttons(BACK, step === 0)}
      <Control
        icon={isPlaying ? "pause" : "play"}
        label={isPlaying ? "Pause" : "Play"}
        hotkey="Space"
        isMain
        onClick={() => player.toggle()}
      />
      {buttons(FORWARD, step >= player.lastStep)}
    </div>
  );
}

function Position({ player, timeMax }: Pick<TransportProps, "player" | "timeMax">) {
  void player.version.value; // the tick is known when the frame is loaded
  const step = player.step.value;
  const { track } = player.store;
  return (
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
  );
}

function SpeedSelect({ player }: { readonly player: ReplayPlayer }) {
  return (
    <label>
      <span class="visually-hidden">Speed in ticks per second</span>
      <select
        class="num"
        value={player.speed.value}
        onChange={(event) => {
          const select = event.currentTarget;
          player.speed.value = Number(select.value);
          // after a choice with the mouse, keys belong to the player again
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
