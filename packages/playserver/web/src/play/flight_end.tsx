// The end of a flight: its profit, its rank on the seed, and what others earned there.
import { api } from "../api/client";
import { readReplay } from "../abr/reader";
import { useResource } from "../api/resource";
import { getBytes } from "../api/request";
import { IS_SITE } from "../address/site";
import { boardOf } from "../hall/boards";
import { formatNumber } from "../lib/format";
import { isGoodEnd } from "../replay/events";
import type { Flight } from "./flight";
import type { Shown } from "./flight_head";
import type { Pilot } from "./pilot";

const OTHERS_MAX = 10;

/** A player's net profit on the seed. */
interface Standing {
  readonly name: string;
  readonly profit: number;
  readonly isOwn?: boolean;
}

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

/** The flight among the bots, which the server lets play the seed, and the hall of fame's flights. */
function Standings({ flight, profit }: { readonly flight: Flight; readonly profit: number }) {
  const { data, error } = useResource(
    `standings ${flight.seed} ${flight.episode}`,
    (signal) => (IS_SITE ? Promise.resolve([]) : othersOn(flight, signal)), // a site has stored episodes only
  );
  if (data === null && error === null) {
    return (
      <p class="muted standings" role="status">
        <span class="spinner" aria-hidden="true" /> The bots play this seed, for comparison…
      </p>
    );
  }
  if (data === null || data.length === 0) return null;
  const own: Standing = { name: "You", profit, isOwn: true };
  const rows = [own, ...data].sort((a, b) => b.profit - a.profit);
  const rank = rows.indexOf(own) + 1;
  return (
    <div class="standings">
      <p>
        Rank <b class="num">{rank}</b> of {rows.length} on seed {flight.seed.toString()}:
      </p>
      <ol>
        {rows.map(({ name, profit: earned, isOwn }, place) => (
          <li key={place} class={isOwn === true ? "is-own" : ""}>
            {name} <b class="num">{formatNumber(earned)}</b>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** What the server's bots and the hall of fame's players earned in the world of a flight. */
async function othersOn(flight: Flight, signal: AbortSignal): Promise<readonly Standing[]> {
  const [seed, episode] = [flight.seed.toString(), flight.episode.toString()];
  const board = boardOf(flight.options.time_max);
  const standings: Standing[] = [];
  if (board !== null) {
    const { replays } = await api.hall(board.name, 0, OTHERS_MAX, signal, seed);
    for (const entry of replays.filter((one) => one.episode === episode)) {
      standings.push({ name: `${entry.player} (hall of fame)`, profit: entry.net_profit });
    }
  }
  const { bots } = await api.bots(signal);
  for (const bot of bots) {
    const url = api.botUrl(bot, { seed, episode, options: flight.options });
    const { result } = readReplay(await getBytes(url, signal)); // one after the other: each plays
    standings.push({ name: bot, profit: result.netProfit });
  }
  return standings;
}
