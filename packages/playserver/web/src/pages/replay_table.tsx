// A table of replays, of one run or of all.
import type { FoundReplay } from "../generated/api";
import { isGoodEnd } from "../replay/events";
import { formatNumber, formatSigned, humanize } from "../lib/format";
import { replayPath, runPath } from "../address/routes";
import { Icon } from "../ui/icons";
import { NumberCell, TableHead, type Column } from "../ui/table";

/** How an episode ended; open if the recording stops before. */
export function EndTag({ cause }: { readonly cause: string | null }) {
  if (cause === null) return <span class="tag">open</span>;
  const tone = isGoodEnd(cause) ? "tone-good" : "tone-bad";
  return <span class={`tag ${tone}`}>{humanize(cause).toLowerCase()}</span>;
}

const REGULAR_TAG = "every_window";
const COLUMNS: readonly Column[] = [
  { label: "Replay" },
  { label: "Run" },
  { label: "Policy" },
  { label: "Return", isRight: true },
  { label: "Net profit", isRight: true },
  { label: "Steps", isRight: true },
  { label: "Ticks", isRight: true },
  { label: "End" },
  { label: "Seed", isRight: true },
  { label: "Watch", isHidden: true },
];

interface ReplayTableProps {
  readonly replays: readonly FoundReplay[];
  /** Whether there is a column with the run of each replay. */
  readonly hasRuns?: boolean;
}

export function ReplayTable({ replays, hasRuns = false }: ReplayTableProps) {
  return (
    <table class="data-table stack-table">
      <TableHead columns={COLUMNS.filter(({ label }) => hasRuns || label !== "Run")} />
      <tbody>
        {replays.map((replay) => (
          <ReplayRow
            key={`${replay.run_id}/${replay.entry.replay_id}`}
            found={replay}
            hasRuns={hasRuns}
          />
        ))}
      </tbody>
    </table>
  );
}

interface ReplayRowProps {
  readonly found: FoundReplay;
  readonly hasRuns: boolean;
}

function ReplayRow({ found, hasRuns }: ReplayRowProps) {
  const { run_id: runId, entry: replay } = found;
  const href = replayPath(runId, replay.replay_id);
  return (
    <tr>
      <ReplayName replay={replay} href={href} />
      {hasRuns && (
        <td data-label="Run">
          <a class="row-link" href={runPath(runId)}>
            {runId}
          </a>
        </td>
      )}
      <td data-label="Policy">
        {replay.policy}
        {replay.deterministic && <small class="muted"> deterministic</small>}
      </td>
      <NumberCell label="Return">{formatSigned(replay.return, 2)}</NumberCell>
      <NumberCell label="Net profit">{formatNumber(replay.net_profit)}</NumberCell>
      <NumberCell label="Steps">{formatNumber(replay.steps)}</NumberCell>
      <NumberCell label="Ticks">{formatNumber(replay.ticks)}</NumberCell>
      <td data-label="End">
        <EndTag cause={replay.end_cause} />
      </td>
      <NumberCell label="Seed" isMuted>
        {replay.seed}
      </NumberCell>
      <td class="row-action">
        <a class="button" href={href}>
          <Icon name="play" />
          Watch<span class="visually-hidden"> {replay.replay_id}</span>
        </a>
      </td>
    </tr>
  );
}

interface ReplayNameProps {
  readonly replay: FoundReplay["entry"];
  readonly href: string;
}

function ReplayName({ replay, href }: ReplayNameProps) {
  return (
    <th scope="row">
      <a class="row-link" href={href}>
        {replay.replay_id}
      </a>
      {ownTags(replay.tags).map((tag) => (
        <span key={tag} class="tag tone-accent">
          {humanize(tag).toLowerCase()}
        </span>
      ))}
    </th>
  );
}

/** The tags of a replay without the one that every regular replay has. */
export function ownTags(tags: readonly string[]): readonly string[] {
  return tags.filter((tag) => tag !== REGULAR_TAG);
}
