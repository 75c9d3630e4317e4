// The columns of players with their best, median and worst episodes.
import type { Episode, EvaluationPlayer } from "../generated/api";
import { formatNumber, formatPercent, formatSigned, humanize } from "../lib/format";
import type { DataColumn } from "../ui/table";

const RANKS = ["best", "median", "worst"] as const;
const NUMBERS: readonly DataColumn<EvaluationPlayer>[] = [
  {
    label: "Player",
    cell: ({ player, kind }) => (
      <>
        {player} <span class="tag">{kind}</span>
      </>
    ),
  },
  { label: "Episodes", isRight: true, cell: ({ episodes }) => formatNumber(episodes) },
  { label: "Mean return", isRight: true, cell: (row) => formatSigned(row.return_mean, 2) },
  { label: "Mean net profit", isRight: true, cell: (row) => formatNumber(row.net_profit_mean) },
  { label: "Survival", isRight: true, cell: ({ survival }) => formatPercent(survival) },
];

/** @param hrefOf The address of a replay by its id. */
export function playerColumns(
  hrefOf: (replayId: string) => string,
): readonly DataColumn<EvaluationPlayer>[] {
  const ranked = RANKS.map((rank): DataColumn<EvaluationPlayer> => ({
    label: `${humanize(rank)} episode`,
    isRight: true,
    cell: (row) => (
      <EpisodeLink of={`${rank} of ${row.player}`} {...{ hrefOf }} episode={row[rank]} />
    ),
  }));
  return [...NUMBERS, ...ranked];
}

interface EpisodeLinkProps {
  readonly hrefOf: (replayId: string) => string;
  readonly episode: Episode | null;
  readonly of: string;
}

function EpisodeLink({ hrefOf, episode, of }: EpisodeLinkProps) {
  if (episode === null) return <>–</>;
  return (
    <a
      href={hrefOf(episode.replay_id)}
      title={`Net profit ${formatNumber(episode.net_profit)}`}
      aria-label={`Watch the ${of}: ${formatSigned(episode.return, 2)}, seed ${episode.seed}`}
    >
      {formatSigned(episode.return, 2)} <small class="muted">seed {episode.seed}</small>
    </a>
  );
}
