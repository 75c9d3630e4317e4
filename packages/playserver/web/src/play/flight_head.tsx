// The head of Play: the flight's facts and buttons.
import { formatNumber } from "../lib/format";
import { Icon } from "../ui/icons";
import type { Guide } from "./guide_bar";
import type { Pilot } from "./pilot";

/** The open dialog of Play; null for none. */
export type Shown = "help" | "new" | "save" | null;

interface FactsProps {
  readonly pilot: Pilot;
  readonly guide: Guide;
  readonly onUndo: () => void;
  readonly onShow: (shown: Shown) => void;
}

export function FlightFacts({ pilot, guide, onUndo, onShow }: FactsProps) {
  const { session } = pilot;
  const step = session.step.value;
  const { flight, frame } = session;
  const left = Math.max(0, flight.options.time_max - frame.tick);
  return (
    <div class="facts">
      <span class="num" title={`episode ${flight.episode}`}>
        <span class="muted">seed</span> {flight.seed.toString()}
      </span>
      <span class="num">
        <span class="muted">step</span> {formatNumber(step)}
      </span>
      <span class="num">
        <span class="muted">ticks left</span> {formatNumber(left)}
      </span>
      {flight.hasUndone && <span class="pill tone-warn">practice</span>}
      {flight.fork !== null && (
        <a class="pill tone-accent" href={flight.fork.href}>
          from {flight.fork.name}, step {flight.fork.parent.step}
        </a>
      )}
      {!pilot.isSaved.value && (
        <span class="pill tone-warn" title="The browser does not store data for this page.">
          not saved
        </span>
      )}
      <FlightButtons {...{ pilot, guide, onUndo, onShow }} />
    </div>
  );
}

function FlightButtons({ pilot, guide, onUndo, onShow }: FactsProps) {
  return (
    <span class="facts-actions">
      {!guide.isOn && (
        <button type="button" class="button" onClick={guide.toggle}>
          Hints
        </button>
      )}
      <button
        type="button"
        class="button"
        disabled={pilot.session.step.value === 0}
        onClick={onUndo}
      >
        <Icon name="undo" />
        Undo
      </button>
      <button type="button" class="button" onClick={() => onShow("save")}>
        <Icon name="download" />
        Save
      </button>
      <button type="button" class="button" onClick={() => onShow("new")}>
        New
      </button>
      <button
        type="button"
        class="control"
        aria-label="Keyboard help (?)"
        title="Keyboard help (?)"
        onClick={() => onShow("help")}
      >
        <Icon name="help" />
      </button>
    </span>
  );
}
