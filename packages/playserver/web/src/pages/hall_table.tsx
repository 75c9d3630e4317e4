// A board of the hall of fame as a table.
import { replayPath } from "../address/routes";
import type { StoredReplay } from "../generated/api";
import { formatAgo, formatNumber, formatSigned } from "../lib/format";
import { Icon } from "../ui/icons";
import { NumberCell, TableHead, type Column } from "../ui/table";
import { EndTag } from "./replay_table";

const MEDALS = 3;
const COLUMNS: readonly Column[] = [
  { label: "Player" },
  { label: "Net profit", isRight: true },
  { label: "Return", isRight: true },
  { label: "Steps", isRight: true },
  { label: "Ticks", isRight: true },
  { label: "End" },
  { label: "Seed", isRight: true },
  { label: "Added" },
  { label: "Watch", isHidden: true },
];

interface HallTableProps {
  readonly entries: readonly StoredReplay[];
  readonly firstRank: number;
}

export function HallTable({ entries, firstRank }: HallTableProps) {
  const now = Date.now();
  return (
    <table class="data-table stack-table">
      <TableHead columns={COLUMNS} />
      <tbody>
        {entries.map((entry, index) => (
          <HallRow key={entry.replay_id} entry={entry} rank={firstRank + index} nowMs={now} />
        ))}
      </tbody>
    </table>
  );
}

interface HallRowProps {
  readonly entry: StoredReplay;
  readonly rank: number;
  readonly nowMs: number;
}

function HallRow({ entry, rank, nowMs }: HallRowProps) {
  const href = replayPath(null, entry.replay_id);
  return (
    <tr>
      <th scope="row">
        <span class={`rank num${rank <= MEDALS ? ` rank-${rank}` : ""}`}>
          <span class="visually-hidden">Rank </span>
          {rank}
        </span>
        <a class="row-link" href={href}>
          {entry.player}
        </a>
        <span class="tag">{entry.player_kind}</span>
      </th>
      <NumberCell label="Net profit">
        <b>{formatNumber(entry.net_profit)}</b>
      </NumberCell>
      <NumberCell label="Return">{formatSigned(entry.return, 2)}</NumberCell>
      <NumberCell label="Steps">{formatNumber(entry.steps)}</NumberCell>
      <NumberCell label="Ticks">{formatNumber(entry.ticks)}</NumberCell>
      <td data-label="End">
        <EndTag cause={entry.end_cause} />
      </td>
      <NumberCell label="Seed" isMuted title={`episode ${entry.episode}`}>
        {entry.seed}
      </NumberCell>
      <td data-label="Added" class="muted">
        {formatAgo(entry.created, nowMs)}
      </td>
      <td class="row-action">
        <a class="button" href={href}>
          <Icon name="play" />
          Watch<span class="visually-hidden"> rank {rank}</span>
        </a>
      </td>
    </tr>
  );
}
