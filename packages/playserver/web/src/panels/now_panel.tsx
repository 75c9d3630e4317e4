// The current step: action, events, and the reward by term.
import type { Frame, Node } from "../generated/api";
import { formatNumber, formatSigned, humanize } from "../lib/format";
import { actionGroup, actionLabel } from "../replay/actions";
import { eventsOf } from "../replay/events";
import { termsText } from "../replay/ledger";
import { eventBits, type Track } from "../replay/track";
import { Bookings } from "./bookings";

interface NowPanelProps {
  readonly frame: Frame;
  readonly belt: readonly Node[];
  /** The node to which the ship travels; null at a node. */
  readonly destination: number | null;
  /** The steps so far: gives the credits and units of the step. */
  readonly track?: Track;
}

function nodeText(belt: readonly Node[], index: number): string {
  const node = belt[index];
  if (node === undefined || node.kind === "station") return "Station";
  return `Node ${index}, ${node.kind}, ${node.hops} ${node.hops === 1 ? "jump" : "jumps"} out`;
}

export function NowPanel({ frame, belt, destination, track }: NowPanelProps) {
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
        {track !== undefined && <Bookings track={track} step={frame.step} />}
      </p>
      <p class="now-place muted num">
        {frame.end_cause !== null ? (
          <Ending frame={frame} cause={frame.end_cause} />
        ) : destination !== null ? (
          `On the way to: ${nodeText(belt, destination)}`
        ) : (
          nodeText(belt, frame.node)
        )}
      </p>
      {frame.step > 0 && <Reward frame={frame} />}
    </div>
  );
}

function Reward({ frame }: { readonly frame: Frame }) {
  const terms = termsText(frame.reward_terms, frame.reward);
  return (
    <p class="now-place muted num" title={terms}>
      Reward <b>{formatSigned(frame.reward, 3)}</b>
      {terms !== "" && ` = ${terms}`}
    </p>
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
