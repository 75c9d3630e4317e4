// The log of the replay: only the rows in view are in the page, and a click jumps to a step.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { formatNumber } from "../lib/format";
import { actionGroup, stepLabel } from "../replay/actions";
import { eventsOf, lastAtOrBefore, logSteps } from "../replay/events";
import type { Viewed } from "../replay/viewed";

const ROW_HEIGHT = 30; // as in replay.css
const OVERSCAN = 6;

export function LogPanel({ player }: { readonly player: Viewed }) {
  const [notableOnly, setNotableOnly] = useState(true);
  const loaded = player.version.value;
  const steps = useMemo(
    () => logSteps(player.store.track, notableOnly),
    [player, loaded, notableOnly],
  );
  return (
    <section class="panel log-panel" aria-labelledby="log-title">
      <header class="panel-title">
        <h2 id="log-title">Log</h2>
        <span class="segmented" role="group" aria-label="Rows of the log">
          <button type="button" aria-pressed={notableOnly} onClick={() => setNotableOnly(true)}>
            Notable
          </button>
          <button type="button" aria-pressed={!notableOnly} onClick={() => setNotableOnly(false)}>
            All
          </button>
        </span>
      </header>
      <Rows player={player} steps={steps} />
    </section>
  );
}

interface RowsProps {
  readonly player: Viewed;
  readonly steps: Int32Array;
}

function Rows({ player, steps }: RowsProps) {
  const host = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const current = lastAtOrBefore(steps, player.step.value);

  useEffect(() => {
    const element = host.current!;
    const look = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  useEffect(() => {
    const element = host.current!;
    const top = Math.max(0, current) * ROW_HEIGHT;
    const isInView =
      top >= element.scrollTop && top + ROW_HEIGHT <= element.scrollTop + element.clientHeight;
    if (!isInView) element.scrollTop = top - element.clientHeight / 2;
  }, [current, steps.length]);

  const first = Math.max(0, Math.floor(view.top / ROW_HEIGHT) - OVERSCAN);
  const end = Math.min(steps.length, Math.ceil((view.top + view.height) / ROW_HEIGHT) + OVERSCAN);
  const rows = Array.from(steps.subarray(first, end), (step, offset) => {
    const index = first + offset;
    return (
      <Row key={step} player={player} step={step} index={index} isCurrent={index === current} />
    );
  });
  return (
    <div ref={host} class="log-scroll" tabIndex={0} role="region" aria-label="Log rows">
      {steps.length === 0 && <p class="panel-empty">Nothing notable so far.</p>}
      <ol class="log" style={{ height: `${steps.length * ROW_HEIGHT}px` }}>
        {rows}
      </ol>
    </div>
  );
}

interface RowProps {
  readonly player: Viewed;
  readonly step: number;
  readonly index: number;
  readonly isCurrent: boolean;
}

function Row({ player, step, index, isCurrent }: RowProps) {
  const track = player.store.track;
  const action = track.actionAt(step);
  const state = isCurrent ? " is-current" : step > player.step.value ? " is-ahead" : "";
  return (
    <li class={`log-row${state}`} style={{ transform: `translateY(${index * ROW_HEIGHT}px)` }}>
      <button
        type="button"
        aria-current={isCurrent ? "step" : undefined}
        onClick={() => {
          player.pause();
          player.seek(step);
        }}
      >
        <span class="log-step num">{formatNumber(step)}</span>
        <span
          class={`dot group-${action === null ? "idle" : actionGroup(action)}`}
          aria-hidden="true"
        />
        <span class="log-action">{stepLabel(track, step)}</span>
        {eventsOf(track.events[step]!)
          .filter((event) => event.severity !== "plain")
          .map((event) => (
            <span key={event.name} class={`tag tone-${event.severity}`}>
              {event.label}
            </span>
          ))}
      </button>
    </li>
  );
}
