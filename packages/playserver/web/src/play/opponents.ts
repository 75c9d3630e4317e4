// Replays to fly against: the best of the hall of fame, and the newest of the runs.
import { IS_SITE } from "../address/site";
import { api, type Board } from "../api/client";
import { ALL } from "../api/list_query";
import { useResource } from "../api/resource";
import type { FoundReplay, StoredReplay } from "../generated/api";
import { BOARDS } from "../hall/boards";
import { formatNumber } from "../lib/format";
import type { ReplayRef } from "./play_query";

/** A replay to fly against, with its text in the list. */
export interface Opponent extends ReplayRef {
  readonly label: string;
}

const COUNT = 20; // of the newest replays and of each board

function opponentsOf(
  ofRuns: readonly FoundReplay[],
  ofHall: readonly StoredReplay[],
): readonly Opponent[] {
  return [
    ...ofHall.map((entry) => ({
      home: null,
      replayId: entry.replay_id,
      label: `Hall, ${entry.board}: ${entry.player}, ${formatNumber(entry.net_profit)}`,
    })),
    ...ofRuns.map(({ run_id, entry }) => ({
      home: run_id,
      replayId: entry.replay_id,
      label: `${run_id}, ${entry.replay_id}: ${entry.policy}, ${formatNumber(entry.net_profit)}`,
    })),
  ];
}

/** The available opponents; empty while they load. */
export function useOpponents(): readonly Opponent[] {
  const found = useResource("opponents", async (signal) => {
    const boardEntries = async (board: Board) =>
      IS_SITE ? [] : (await api.hall(board, 0, COUNT, signal)).replays;
    const [ofRuns, ...ofHall] = await Promise.all([
      api.findReplays(ALL, COUNT, signal),
      ...BOARDS.map(({ name }) => boardEntries(name)),
    ]);
    return opponentsOf(ofRuns.replays, ofHall.flat());
  });
  return found.data ?? [];
}
