// What happens in the present step: the action, its events, and the reward term by term.
import type { Frame, Node } from "../generated/api";
import { formatNumber, formatSigned, humanize } from "../lib/format";
import { actionGroup, actionLabel } from "../replay/actions";
import { eventsOf } from "../replay/events";
import { eventBits } from "../replay/track";

interface NowPanelProps {
  readonly frame: Frame;
  readonly belt: readonly Node[];
}

function placeOf(belt: readonly Node[], index: number): string {
  const node = belt[index];
  if (node === undefined || node.kind === "station") return "Station";
  return `Node ${index}, ${node.kind}, ${node.hops} ${node.hops === 1 ? "jump" : "jumps"} out`;
}

/** "extract +0.02, time −0.001": the terms that are not 0. */
export function termsText(terms: Readonly<Record<string, number>>): string {
  return Object.entries(terms)
    .filter(([, value]) => value !== 0)
    .map(
      ([name, value]) =>
        `${humanize(name.replace(/^r_/, "")).toLowerCase()} ${formatSigned(value, 3)}`,
    )
    .join(", ");
}

export function NowPanel({ frame, belt }: NowPanelProps) {
  const group = frame.action === null ? "idle" : actionGroup(frame.action);
  return (
    <div class="now">
      <p class="now-action">
        <span class={`dot group-${group}`} aria-hidden="true" />
        <b>{actionLabel(frame.action)}</b>
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
      <p class="now-place muted">
        {placeOf(belt, frame.node)}
        {frame.step > 0 && (
          <span class="num" title={termsText(frame.reward_terms)}>
            {" "}
            · reward {formatSigned(frame.reward, 3)}
          </span>
        )}
      </p>
      {frame.end_cause !== null && (
        <p class="now-end">
          Episode over: <b>{humanize(frame.end_cause).toLowerCase()}</b>, net profit{" "}
          <b class="num">{formatNumber(frame.ship.net_profit)}</b>, return{" "}
          <b class="num">{formatSigned(frame.return, 2)}</b>
        </p>
      )}
    </div>
  );
}
