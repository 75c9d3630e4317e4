// Replays as a table: those of a run, or of all.
import type { FoundReplay } from "../generated/api";
import { formatNumber, formatSigned, humanize } from "../lib/format";
import { replayPath, runPath } from "../routes";
import { Icon } from "../ui/icons";

const GOOD_ENDS = new Set(["cashed_out", "timeout"]);

/** How an episode ended, or that the recording stops before. */
export function EndTag({ cause }: { readonly cause: string | null }) {
  if (cause === null) return <span class="tag">open</span>;
  const tone = GOOD_ENDS.has(cause) ? "tone-good" : "tone-bad";
  return <span class={`tag ${tone}`}>{humanize(cause).toLowerCase()}</span>;
}

interface ReplayTableProps {
  readonly replays: readonly FoundReplay[];
  /** Whether to say to which run each belongs. */
  readonly hasRuns?: boolean;
}

export function ReplayTable({ replays, hasRuns = false }: ReplayTableProps) {
  return (
    <table class="data-table stack-table">
      <thead>
        <tr>
          <th scope="col">Replay</th>
          {hasRuns && <th scope="col">Run</th>}
          <th scope="col">Policy</th>
          <th scope="col" class="right">
            Return
          </th>
          <th scope="col" class="right">
            Net profit
          </th>
          <th scope="col" class="right">
            Steps
          </th>
          <th scope="col" class="right">
            Ticks
          </th>
          <th scope="col">End</th>
          <th scope="col" class="right">
            Seed
          </th>
          <th scope="col">
            <span class="visually-hidden">Watch</span>
          </th>
        </tr>
      </thead>
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
      <th scope="row">
        <a class="row-link" href={href}>
          {replay.replay_id}
        </a>
        {replay.tags
          .filter((tag) => tag !== "every_window")
          .map((tag) => (
            <span key={tag} class="tag tone-accent">
              {humanize(tag).toLowerCase()}
            </span>
          ))}
      </th>
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
      <td data-label="Return" class="right num">
        {formatSigned(replay.return, 2)}
      </td>
      <td data-label="Net profit" class="right num">
        {formatNumber(replay.net_profit)}
      </td>
      <td data-label="Steps" class="right num">
        {formatNumber(replay.steps)}
      </td>
      <td data-label="Ticks" class="right num">
        {formatNumber(replay.ticks)}
      </td>
      <td data-label="End">
        <EndTag cause={replay.end_cause} />
      </td>
      <td data-label="Seed" class="right num muted">
        {replay.seed}
      </td>
      <td class="row-action">
        <a class="button" href={href}>
          <Icon name="play" />
          Watch<span class="visually-hidden"> {replay.replay_id}</span>
        </a>
      </td>
    </tr>
  );
}
