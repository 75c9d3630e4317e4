// The columns of a board of the hall of fame.
import { replayPath } from "../address/routes";
import type { StoredReplay } from "../generated/api";
import { formatAgo } from "../lib/format";
import type { DataColumn } from "../ui/table";
import { episodeColumns, WatchLink } from "./replay_table";

const MEDALS = 3;
const [RETURN, PROFIT, ...OTHERS] = episodeColumns<StoredReplay>((entry) => entry, false);

export function hallColumns(firstRank: number): readonly DataColumn<StoredReplay>[] {
  return [
    {
      label: "Player",
      cell: (entry, index) => (
        <>
          <Rank rank={firstRank + index} />
          <a class="row-link" href={replayPath(null, entry.replay_id)}>
            {entry.player}
          </a>
          <span class="tag">{entry.player_kind}</span>
        </>
      ),
    },
    PROFIT!,
    RETURN!,
    ...OTHERS,
    { label: "Added", isMuted: true, cell: ({ created }) => formatAgo(created, Date.now()) },
    {
      label: "Watch",
      isHidden: true,
      cell: ({ replay_id: id }, index) => (
        <WatchLink home={null} replayId={id} of={`rank ${firstRank + index}`} />
      ),
    },
  ];
}

function Rank({ rank }: { readonly rank: number }) {
  return (
    <span class={`rank num${rank <= MEDALS ? ` rank-${rank}` : ""}`}>
      <span class="visually-hidden">Rank </span>
      {rank}
    </span>
  );
}
