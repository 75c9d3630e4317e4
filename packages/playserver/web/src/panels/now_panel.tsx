// The current step: action, events, and the reward by term.
import type { Frame, Node } from "../generated/api";
import { formatNumber, formatSigned, humanize } from "../lib/format";
import { actionGroup, actionLabel } from "../replay/actions";
import { eventsOf } from "../replay/events";
import { eventBits } from "../replay/track";

interface NowPanelProps {
  readonly frame: Frame;
  readonly belt: readonly Node[];
  /** The node to which the ship travels; null at a node. */
  readonly destination: number | null;
}

function nodeText(belt: readonly Node[], index: number): string {
  const node = belt[index];
  if (node === undefined || node.kind === "station") return "Station";
  return `Node ${index}, ${node.kind}, ${node.hops} ${node.hops === 1 ? "jump" : "jumps"} out`;
}

/** "extract +0.020, time −0.001": the nonzero terms. */
export function termsText(terms: Readonly<Record<string, number>>): string {
  return Object.entries(terms)
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => `${humanize(name).toLowerCase()} ${formatSigned(value, 3)}`)
    .join(", ");
}

export function NowPanel({ frame, belt, destination }: NowPanelProps) {
  const group = frame.action === null ? "idle" : actionGroup(frame.action);
  return (
    <div class="now">
      <p class="now-action">
        <span class={`dot group-${group}`} aria-hidden="true" />
        <b>{actionLabel(frame.action, frame.was_illegal ? undefined : frame.node)}</b>
        {frame.was_illegal && <span class="tag tone-warn">illegal, held instead</span>}
        {frame.dt > 1 && <span class="muted num">{frame.dt} ticks</span>}
        {eventsOf(eventBits(frame.events))
          .filter((event) => event.name !== "invalid_action")
          .map((event) => (
            <span key={event.name} class={`tag tone-${event.severity}`}>
              {event.label}
            </span>
          ))}
      </p>
      <p class="now-place muted num">
        {frame.end_cause !== null ? (
          <Ending frame={frame} cause={frame.end_cause} />
        ) : destination !== null ? (
          `On the way to: ${nodeText(belt, destination)}`
        ) : (
          <>
            {nodeText(belt, frame.node)}
            {frame.step > 0 && ` · reward ${formatSigned(frame.reward, 3)}`}
            {frame.step > 0 && <small> ({termsText(frame.reward_terms)})</small>}
          </>
        )}
      </p>
    </div>
  );
}

function Ending({ frame, cause }: { readonly frame: Frame; readonly cause: string }) {
  return (
    <span class="now-end">
      Episode over: <b>{humanize(cause).toLowerCase()}</b>, net profit{" "}
      <b>{formatNumber(frame.ship.net_profit)}</b>, return <b>{formatSigned(frame.return, 2)}</b>
    </span>
  );
}
