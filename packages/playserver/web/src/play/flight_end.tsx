// The end of a flight: its profit, its rank on the seed, and what others earned there.
import { useResource } from "../api/resource";
import { formatNumber } from "../lib/format";
import { isGoodEnd } from "../replay/events";
import type { Flight } from "./flight";
import type { Shown } from "./flight_head";
import type { Pilot } from "./pilot";
import { standingsOf } from "./standings";

interface EndedProps {
  readonly pilot: Pilot;
  readonly onShow: (shown: Shown) => void;
}

export function FlightEnd({ pilot, onShow }: EndedProps) {
  const { frame, flight } = pilot.session;
  const isGood = isGoodEnd(frame.end_cause);
  return (
    <section class={`guide panel ended tone-${isGood ? "good" : "bad"}`} aria-label="The end">
      <p class="guide-text">
        <b>{END_TEXTS[frame.end_cause ?? ""]}</b> Net profit{" "}
        <b class="num">{formatNumber(frame.ship.net_profit)}</b> after {formatNumber(frame.tick)}{" "}
        ticks.
      </p>
      {flight.fork === null && <Standings flight={flight} profit={frame.ship.net_profit} />}
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

/** The flight among policies, bots and the hall of fame's flights on the seed, as they come. */
function Standings({ flight, profit }: { readonly flight: Flight; readonly profit: number }) {
  const { data } = useResource(`standings ${flight.seed} ${flight.episode}`, (signal) =>
    standingsOf(flight, signal),
  );
  const { others, numFlying } = data?.value ?? { others: [], numFlying: 1 };
  const own = { name: "You", profit };
  const rows = [own, ...others].sort((a, b) => b.profit - a.profit);
  if (others.length + numFlying === 0) return null;
  return (
    <div class="standings">
      <p>
        Rank <b class="num">{rows.indexOf(own) + 1}</b> of {rows.length} on seed{" "}
        {flight.seed.toString()}:{" "}
        {numFlying > 0 && (
          <span class="muted" role="status">
            <span class="spinner" aria-hidden="true" /> {numFlying} more fly it now
          </span>
        )}
      </p>
      <ol>
        {rows.map((row, place) => (
          <li key={place} class={row === own ? "is-own" : ""}>
            {row.name} <b class="num">{formatNumber(row.profit)}</b>
          </li>
        ))}
      </ol>
    </div>
  );
}
