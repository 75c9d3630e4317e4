// What is asked before it is done.
import { useEffect } from "preact/hooks";
import { formatNumber } from "../lib/format";
import { Confirm } from "../ui/dialog";
import type { Pilot } from "./pilot";

/** Cashing out, and taking steps back. */
export function Questions({ pilot }: { readonly pilot: Pilot }) {
  const { session } = pilot;
  const wanted = session.wanted.value;
  const isPractice = session.flight.hasUndone;
  useEffect(() => {
    if (wanted !== null && isPractice) pilot.undoTo(wanted); // it was asked once
  }, [wanted]);
  if (pilot.isCashing.value) {
    return (
      <Confirm
        title="Cash out?"
        text={`The flight ends here, with ${formatNumber(session.frame.ship.credits)} credits.`}
        verb="Cash out"
        onConfirm={() => pilot.cashOut()}
        onCancel={() => (pilot.isCashing.value = false)}
      />
    );
  }
  if (wanted === null || isPractice) return null;
  return (
    <Confirm
      title={`Back to step ${wanted}?`}
      text="Taking steps back makes this flight practice: it can be kept as a replay, but the hall of fame will not take it."
      verb="Take back"
      onConfirm={() => pilot.undoTo(wanted)}
      onCancel={() => (session.wanted.value = null)}
    />
  );
}
