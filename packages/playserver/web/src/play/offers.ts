// Replays to fly against: the best of the hall of fame, and the newest of the runs.
import { api, type Board } from "../api/client";
import { ALL_REPLAYS } from "../api/replay_query";
import { useResource } from "../api/resource";
import { BOARDS } from "../api/server_api";
import type { FoundReplay, StoredReplay } from "../generated/api";
import { formatNumber } from "../lib/format";
import { IS_SITE } from "../site";
import type { ReplayRef } from "./play_query";

/** A replay to fly against, as the list shows it. */
export interface Offer extends ReplayRef {
  readonly label: string;
}

const OFFERS = 20; // of the newest replays and of each board

function offersOf(
  replays: readonly FoundReplay[],
  kept: readonly StoredReplay[],
): readonly Offer[] {
  return [
    ...kept.map((entry) => ({
      home: null,
      replayId: entry.replay_id,
      label: `Hall, ${entry.board}: ${entry.player}, ${formatNumber(entry.net_profit)}`,
    })),
    ...replays.map(({ run_id, entry }) => ({
      home: run_id,
      replayId: entry.replay_id,
      label: `${run_id}, ${entry.replay_id}: ${entry.policy}, ${formatNumber(entry.net_profit)}`,
    })),
  ];
}

/** What there is to fly against; empty while that is not known. */
export function useOffers(): readonly Offer[] {
  const found = useResource("offers", async (signal) => {
    const hall = async (board: Board) =>
      IS_SITE ? [] : (await api.hall(board, 0, OFFERS, signal)).replays;
    const [replays, ...kept] = await Promise.all([
      api.findReplays(ALL_REPLAYS, OFFERS, signal),
      ...BOARDS.map(hall),
    ]);
    return offersOf(replays.replays, kept.flat());
  });
  return found.data ?? [];
}
