// The panels of Play: map, rocks, actions, ship, market and log.
import { BeltMap } from "../map/belt_map";
import { MapLegend } from "../map/map_legend";
import { LogPanel } from "../panels/log_panel";
import { MarketPanel } from "../panels/market_panel";
import { NowPanel } from "../panels/now_panel";
import { RocksPanel } from "../panels/rocks_panel";
import { ShipPanel } from "../panels/ship_panel";
import { ActionsPanel } from "./actions_panel";
import { actionId } from "./controls";
import { DuelPanel, RivalMap } from "./duel_panel";
import type { Pilot } from "./pilot";
import type { Rival } from "./rival";

interface PlayStageProps {
  readonly pilot: Pilot;
  readonly hinted: number | null;
  readonly rival: Rival | null;
}

export function PlayStage({ pilot, hinted, rival }: PlayStageProps) {
  const { session } = pilot;
  void session.version.value;
  const { frame, before, belt } = session;
  const isUnderway = session.isUnderway.value;
  const drawn = isUnderway && before !== undefined ? before : frame;
  const go = (node: number) => {
    const slot = belt[frame.node]!.neighbors.findIndex((neighbor) => neighbor.node === node);
    if (slot >= 0) pilot.attempt(actionId("TRAVEL_0") + slot);
  };
  return (
    <div class="stage play-stage">
      <div class="stage-main">
        <div class={rival === null ? "maps" : "maps is-duel"}>
          <section class="panel map-panel" aria-label="Map of the belt">
            <NowPanel {...{ frame, belt }} destination={null} track={session.store.track} />
            <BeltMap
              belt={belt}
              player={session}
              frame={drawn}
              beliefs={session.beliefs}
              onNode={go}
            />
            {rival === null && <MapLegend />}
          </section>
          {rival !== null && <RivalMap rival={rival} belt={belt} />}
        </div>
        {rival !== null && <DuelPanel session={session} rival={rival} />}
        <RocksPanel frame={frame} />
      </div>
      <ActionsPanel pilot={pilot} hinted={hinted} />
      <div class="stage-side" tabIndex={0} role="region" aria-label="Instruments">
        <ShipPanel frame={frame} before={before} />
        <MarketPanel frame={frame} track={session.store.track} />
        <LogPanel player={session} />
      </div>
    </div>
  );
}
