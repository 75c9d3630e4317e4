// The log of the replay: only the rows in view are in the page, and a click jumps to a step.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { formatNumber } from "../lib/format";
import { actionGroup, stepLabel } from "../replay/actions";
import { eventsOf, lastAtOrBefore, logSteps } from "../replay/events";
import type { Viewed } from "../replay/viewed";
import { useAfterPaint } from "../ui/after_paint";

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
  const step = useAfterPaint(player.step);
  const current = lastAtOrBefore(steps, step);

  useEffect(() => {
    const element = host.current!;
    const look = (): void => {
      const { scrollTop: top, clientHeight: height } = element;
      setView((old) => (old.top === top && old.height === height ? old : { top, height }));
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  useLayoutEffect(() => {
    const top = Math.max(0, current) * ROW_HEIGHT;
    // less than, as the height may have been rounded up
    const isInView = top >= view.top && top + ROW_HEIGHT < view.top + view.height;
    if (isInView) return;
    const element = host.current!;
    element.scrollTop = top - view.height / 2;
    setView({ ...view, top: element.scrollTop }); // not only when the scroll event comes, a repaint later
  }, [current, steps.length, view.height]);

  const first = Math.max(0, Math.floor(view.top / ROW_HEIGHT) - OVERSCAN);
  const end = Math.min(steps.length, Math.ceil((view.top + view.height) / ROW_HEIGHT) + OVERSCAN);
  const rows = Array.from(steps.subarray(first, end), (of, offset) => {
    const index = first + offset;
    const state = index === current ? "current" : of > step ? "ahead" : "past";
    return <Row key={of} player={player} step={of} index={index} state={state} />;
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
  readonly state: "past" | "current" | "ahead";
}

function Row({ player, step, index, state }: RowProps) {
  const track = player.store.track;
  const action = track.actionAt(step);
  return (
    <li class={`log-row is-${state}`} style={{ transform: `translateY(${index * ROW_HEIGHT}px)` }}>
      <button
        type="button"
        aria-current={state === "current" ? "step" : undefined}
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
