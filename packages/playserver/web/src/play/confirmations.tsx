// Asks before cashing out and before taking steps back.
import { useEffect } from "preact/hooks";
import type { Frame } from "../generated/api";
import { formatNumber } from "../lib/format";
import { Confirm } from "../ui/dialog";
import type { Pilot } from "./pilot";

/** What cashing out ends, and what it gives up. */
export function cashOutText(frame: Frame, timeMax: number): string {
  const { cargo, prices, ship, tick } = frame;
  const units = cargo.reduce((sum, held) => sum + held, 0);
  const worth = cargo.reduce((sum, held, c) => sum + held * prices[c]!, 0);
  const left = [
    ...(units > 0
      ? [
          `${formatNumber(units, 1)} units of cargo, worth about ${formatNumber(worth)} here, are lost`,
        ]
      : []),
    ...(tick < timeMax ? [`${formatNumber(timeMax - tick)} ticks are left unused`] : []),
  ];
  const text = `The flight ends here, with ${formatNumber(ship.credits)} credits.`;
  return left.length === 0 ? text : `${text} But ${left.join(", and ")}.`;
}

export function Confirmations({ pilot }: { readonly pilot: Pilot }) {
  const { session } = pilot;
  const wanted = session.wanted.value;
  const isPractice = session.flight.hasUndone;
  useEffect(() => {
    if (wanted !== null && isPractice) pilot.undoTo(wanted); // it was confirmed once
  }, [pilot, wanted, isPractice]);
  if (pilot.isConfirmingCashOut.value) {
    return (
      <Confirm
        title="Cash out?"
        text={cashOutText(session.frame, session.flight.options.time_max)}
        verb="Cash out"
        onConfirm={() => pilot.cashOut()}
        onCancel={() => {
          pilot.isConfirmingCashOut.value = false;
        }}
      />
    );
  }
  if (wanted === null || isPractice) return null;
  return (
    <Confirm
      title={`Back to step ${wanted}?`}
      text="Undo makes this flight practice: it can be saved as a replay, but the hall of fame will not take it."
      verb="Undo"
      onConfirm={() => pilot.undoTo(wanted)}
      onCancel={() => {
        session.wanted.value = null;
      }}
    />
  );
}
