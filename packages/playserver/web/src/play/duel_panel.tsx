// The duel: both profits and their gap over time, and the rival's state at the same tick.
import { useMemo, useRef } from "preact/hooks";
import type { Frame, Node } from "../generated/api";
import { formatNumber, formatSigned, humanize } from "../lib/format";
import { BeltMap } from "../map/belt_map";
import { NowPanel } from "../panels/now_panel";
import { actionLabel } from "../replay/actions";
import { Loading } from "../ui/notice";
import { DuelChart } from "./duel_chart";
import { gapPoints, type Rival } from "./rival";
import type { PlaySession } from "./session";

const POINTS = 240; // about one per pixel of the chart

interface DuelPanelProps {
  readonly session: PlaySession;
  readonly rival: Rival;
}

export function DuelPanel({ session, rival }: DuelPanelProps) {
  const step = session.step.value;
  const { track } = session.store;
  const own = {
    ticks: track.tick.subarray(0, step + 1),
    profits: track.netProfit.subarray(0, step + 1),
  };
  const points = gapPoints(own, rival.history, POINTS);
  const now = points.at(-1)!;
  const gap = now.own - now.theirs;
  const tone = gap > 0 ? "good" : gap < 0 ? "bad" : "plain";
  return (
    <section class="panel duel-panel" aria-labelledby="duel-title">
      <header class="panel-title">
        <h2 id="duel-title">Duel with {rival.name}</h2>
        <span class={`pill tone-${tone} num`}>
          {gap === 0 ? "level" : `${formatSigned(gap)} ${gap > 0 ? "ahead" : "behind"}`}
        </span>
      </header>
      <div class="duel-body">
        <dl class="duel-figures num">
          <Profit side="own" name="You" value={now.own} />
          <Profit side="theirs" name={rival.name} value={now.theirs} />
        </dl>
        <DuelChart points={points} />
      </div>
      <RivalLine rival={rival} />
    </section>
  );
}

interface ProfitProps {
  readonly side: "own" | "theirs";
  readonly name: string;
  readonly value: number;
}

function Profit({ side, name, value }: ProfitProps) {
  return (
    <div>
      <dt>
        <span class={`dot duel-${side}`} aria-hidden="true" />
        {name}
      </dt>
      <dd>{formatNumber(value)}</dd>
    </div>
  );
}

interface RivalMapProps {
  readonly rival: Rival;
  readonly belt: readonly Node[];
}

/** The belt as the rival knows it, with its ship at the same tick. */
export function RivalMap({ rival, belt }: RivalMapProps) {
  const { player } = rival;
  const step = rival.step.value;
  void player.version.value;
  const shown = useRef<Frame | undefined>(undefined);
  shown.current = player.store.at(step) ?? shown.current;
  const frame = shown.current;
  const beliefs = useMemo(
    () => (frame === undefined ? null : rival.beliefsAt(frame.step)),
    [rival, frame],
  );
  if (frame === undefined || beliefs === null) return <Loading what="the rival" />;
  return (
    <section class="panel map-panel rival-map" aria-label={`Map of ${rival.name}`}>
      <NowPanel frame={frame} belt={belt} destination={null} />
      <BeltMap belt={belt} player={player} frame={frame} beliefs={beliefs} />
    </section>
  );
}

/** The rival's action at this tick. */
function RivalLine({ rival }: { readonly rival: Rival }) {
  const step = rival.step.value;
  void rival.player.version.value;
  const frame = rival.player.store.at(step);
  const isOver = step === rival.history.ticks.length - 1;
  return (
    <p class="panel-foot num">
      {frame === undefined ? "…" : `${rival.name}${rivalText(frame, isOver)}.`}
    </p>
  );
}

function rivalText(frame: Frame, isOver: boolean): string {
  const { ship } = frame;
  if (frame.end_cause !== null) {
    const cause = humanize(frame.end_cause).toLowerCase();
    return ` ended at tick ${formatNumber(frame.tick)}, ${cause}, with ${formatNumber(ship.net_profit)}`;
  }
  const load = frame.cargo.reduce((sum, units) => sum + units, 0);
  const state = `fuel ${formatNumber(ship.fuel)}, hull ${formatNumber(ship.hull)}`;
  const end = isOver ? "; the recording stops here" : "";
  return `: ${actionLabel(frame.action, frame.node)}, ${state}, ${formatNumber(load)} units on board${end}`;
}
