// Asks before cashing out and before taking steps back.
import { useEffect } from "preact/hooks";
import { formatNumber } from "../lib/format";
import { Confirm } from "../ui/dialog";
import type { Pilot } from "./pilot";

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
        text={`The flight ends here, with ${formatNumber(session.frame.ship.credits)} credits.`}
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
