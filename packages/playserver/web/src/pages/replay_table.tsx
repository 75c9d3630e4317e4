// The columns of a table of replays, and the parts that other tables share.
import { useState } from "preact/hooks";
import type { FoundReplay } from "../generated/api";
import { isGoodEnd } from "../replay/events";
import { formatAgo, formatNumber, formatSigned, humanize } from "../lib/format";
import { replayPath, runPath, type ReplayHome } from "../address/routes";
import { Icon } from "../ui/icons";
import type { DataColumn } from "../ui/table";

/** How an episode ended; open if the recording stops before. */
export function EndTag({ cause }: { readonly cause: string | null }) {
  if (cause === null) return <span class="tag">open</span>;
  const tone = isGoodEnd(cause) ? "tone-good" : "tone-bad";
  return <span class={`tag ${tone}`}>{humanize(cause).toLowerCase()}</span>;
}

interface Numbers {
  readonly return: number;
  readonly net_profit: number;
  readonly steps: number;
  readonly ticks: number;
  readonly end_cause: string | null;
  readonly seed: string;
}

/** The columns of every table of episodes. */
export function episodeColumns<T>(of: (row: T) => Numbers, isSortable: boolean): DataColumn<T>[] {
  const number = { isRight: true, isSortable };
  return [
    {
      label: "Return",
      name: "return",
      ...number,
      cell: (row) => formatSigned(of(row).return, 2),
    },
    {
      label: "Net profit",
      name: "net_profit",
      ...number,
      cell: (row) => formatNumber(of(row).net_profit),
    },
    { label: "Steps", name: "steps", ...number, cell: (row) => formatNumber(of(row).steps) },
    { label: "Ticks", name: "ticks", ...number, cell: (row) => formatNumber(of(row).ticks) },
    { label: "End", name: "end_cause", cell: (row) => <EndTag cause={of(row).end_cause} /> },
    { label: "Seed", name: "seed", isRight: true, isMuted: true, cell: (row) => of(row).seed },
  ];
}

interface WatchProps {
  readonly home: ReplayHome;
  readonly replayId: string;
  readonly of: string;
}

export function WatchLink({ home, replayId, of }: WatchProps) {
  return (
    <a class="button" href={replayPath(home, replayId)}>
      <Icon name="play" />
      Watch<span class="visually-hidden"> {of}</span>
    </a>
  );
}

const NUMBER_COLUMNS = episodeColumns<FoundReplay>(({ entry }) => entry, true);

export const REPLAY_COLUMNS: readonly DataColumn<FoundReplay>[] = [
  {
    label: "Replay",
    cell: ({ run_id: runId, entry }) => (
      <>
        <a class="row-link" href={replayPath(runId, entry.replay_id)}>
          {entry.replay_id}
        </a>
        <Tags tags={ownTags(entry.tags)} />
      </>
    ),
  },
  {
    label: "Run",
    name: "run",
    isSortable: true,
    cell: ({ run_id: runId }) => (
      <a class="row-link" href={runPath(runId)}>
        {runId}
      </a>
    ),
  },
  {
    label: "Window",
    name: "window",
    isRight: true,
    isSortable: true,
    cell: ({ entry }) => (entry.window === null ? "–" : formatNumber(entry.window)),
  },
  {
    label: "Policy",
    name: "policy",
    isSortable: true,
    cell: ({ entry }) => (
      <>
        {entry.policy}
        {entry.deterministic && <small class="muted"> deterministic</small>}
      </>
    ),
  },
  ...NUMBER_COLUMNS,
  {
    label: "Created",
    name: "created",
    isMuted: true,
    isSortable: true,
    cell: ({ entry }) => (entry.created === null ? "–" : formatAgo(entry.created, Date.now())),
  },
  {
    label: "Watch",
    isHidden: true,
    cell: ({ run_id: runId, entry }) => (
      <WatchLink home={runId} replayId={entry.replay_id} of={entry.replay_id} />
    ),
  },
];

/** What the server can compare in a condition on replays. */
export const REPLAY_NUMBERS = ["window", "return", "net_profit", "steps", "ticks"] as const;

const TAGS_MAX = 2; // shown at first

function Tags({ tags }: { readonly tags: readonly string[] }) {
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? tags : tags.slice(0, TAGS_MAX);
  const rest = tags.slice(TAGS_MAX);
  return (
    <>
      {shown.map((tag) => (
        <span key={tag} class="tag tone-accent">
          {tagText(tag)}
        </span>
      ))}
      {rest.length > 0 && (
        <button
          type="button"
          class="tag tag-more"
          aria-expanded={isOpen}
          title={rest.map(tagText).join(", ")}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? "fewer" : `+${rest.length}`}
          <span class="visually-hidden"> tags</span>
        </button>
      )}
    </>
  );
}

/** "milestone:profit:10000" as "profit 10,000". */
export function tagText(tag: string): string {
  const [, name, goal] = /^milestone:(\w+)(?::(-?[\d.]+))?$/.exec(tag) ?? [];
  if (name === undefined) return humanize(tag).toLowerCase();
  return goal === undefined ? `${name} reached` : `${name} ${formatNumber(Number(goal))}`;
}

const REGULAR_TAG = "every_window";

/** The tags of a replay without the one that every regular replay has. */
export function ownTags(tags: readonly string[]): readonly string[] {
  return tags.filter((tag) => tag !== REGULAR_TAG);
}
