// The log of an episode. Only the visible rows are in the page; a click on a row goes to its step.
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { formatNumber } from "../lib/format";
import { actionGroup, stepLabel } from "../replay/actions";
import { eventsOf, lastAtOrBefore, logSteps } from "../replay/events";
import type { EpisodeView } from "../replay/episode_view";
import { useAfterPaint } from "../ui/after_paint";
import { Bookings } from "./bookings";
import { MomentList } from "./moment_list";

const ROW_HEIGHT = 30; // as in replay.css
const OVERSCAN = 6;

const ROWS = ["Notable", "All", "Largest"] as const;

export function LogPanel({ player }: { readonly player: EpisodeView }) {
  const [rows, setRows] = useState<(typeof ROWS)[number]>("Notable");
  const notableOnly = rows === "Notable";
  const loaded = player.version.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `loaded` changes when the track grows
  const steps = useMemo(
    () => logSteps(player.store.track, notableOnly),
    [player, loaded, notableOnly],
  );
  return (
    <section class="panel log-panel" aria-labelledby="log-title">
      <header class="panel-title">
        <h2 id="log-title">Log</h2>
        <span class="segmented" role="group" aria-label="Rows of the log">
          {ROWS.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={rows === name}
              onClick={() => setRows(name)}
            >
              {name}
            </button>
          ))}
        </span>
      </header>
      {rows === "Largest" ? (
        <div class="log-scroll" tabIndex={0} role="region" aria-label="Largest gains and losses">
          <MomentList player={player} />
        </div>
      ) : (
        <Rows player={player} steps={steps} />
      )}
    </section>
  );
}

interface RowsProps {
  readonly player: EpisodeView;
  readonly steps: Int32Array;
}

function Rows({ player, steps }: RowsProps) {
  const host = useRef<HTMLDivElement>(null);
  const step = useAfterPaint(player.step);
  const current = lastAtOrBefore(steps, step);
  const { top, height } = useScroll(host, current, steps.length);
  const first = Math.max(0, Math.floor(top / ROW_HEIGHT) - OVERSCAN);
  const end = Math.min(steps.length, Math.ceil((top + height) / ROW_HEIGHT) + OVERSCAN);
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

interface Scroll {
  readonly top: number;
  readonly height: number;
}

/** The visible part of the list; scrolls to the current row when it or the list changes. */
function useScroll(
  host: RefObject<HTMLDivElement | null>,
  current: number,
  numRows: number,
): Scroll {
  const [view, setView] = useState<Scroll>({ top: 0, height: 600 });
  useEffect(() => {
    const element = host.current!;
    const update = (): void => {
      const { scrollTop: top, clientHeight: height } = element;
      setView((old) => (old.top === top && old.height === height ? old : { top, height }));
    };
    const observer = new ResizeObserver(update);
    observer.observe(element);
    element.addEventListener("scroll", update, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", update);
    };
  }, [host]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the reader's own scrolling must not trigger it
  useLayoutEffect(() => {
    const top = Math.max(0, current) * ROW_HEIGHT;
    // "less than", because the height may have been rounded up
    const isInView = top >= view.top && top + ROW_HEIGHT < view.top + view.height;
    if (isInView) return;
    const element = host.current!;
    element.scrollTop = top - view.height / 2;
    setView({ ...view, top: element.scrollTop }); // the scroll event comes a repaint later
  }, [current, numRows, view.height]);
  return view;
}

interface RowProps {
  readonly player: EpisodeView;
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
        onClick={() => player.visit(step)}
      >
        <span class="log-step num">{formatNumber(step)}</span>
        <span
          class={`dot group-${action === null ? "idle" : actionGroup(action)}`}
          aria-hidden="true"
        />
        <span class="log-action">{stepLabel(track, step)}</span>
        {eventsOf(track.events[step]!)
          .filter(({ name, severity }) => severity !== "plain" && name !== "sold")
          .map((event) => (
            <span key={event.name} class={`tag tone-${event.severity}`}>
              {event.label}
            </span>
          ))}
        <Bookings track={track} step={step} />
      </button>
    </li>
  );
}
