// The head of Play: the flight's facts and buttons, and its end.
import { formatNumber } from "../lib/format";
import { isGoodEnd } from "../replay/events";
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

interface EndedProps {
  readonly pilot: Pilot;
  readonly onShow: (shown: Shown) => void;
}

export function FlightEnd({ pilot, onShow }: EndedProps) {
  const { frame } = pilot.session;
  const isGood = isGoodEnd(frame.end_cause);
  return (
    <section class={`guide panel ended tone-${isGood ? "good" : "bad"}`} aria-label="The end">
      <p class="guide-text">
        <b>{END_TEXTS[frame.end_cause ?? ""]}</b> Net profit{" "}
        <b class="num">{formatNumber(frame.ship.net_profit)}</b> after {formatNumber(frame.tick)}{" "}
        ticks.
      </p>
      <span class="guide-buttons">
        <button type="button" class="button button-primary" onClick={() => onShow("save")}>
          Save the flight
        </button>
        <button type="button" class="button" onClick={() => onShow("new")}>
          New flight
        </button>
      </span>
    </section>
  );
}

const END_TEXTS: Readonly<Record<string, string>> = {
  cashed_out: "Cashed out.",
  timeout: "The time is up.",
  destroyed: "The ship was destroyed.",
  stranded: "Stranded without fuel.",
};
