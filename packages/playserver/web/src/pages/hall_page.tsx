// The hall of fame: two boards of whole episodes, each simulated again before it was kept.
import { useEffect, useMemo, useState } from "preact/hooks";
import { api } from "../api/client";
import { BOARDS, type Board } from "../api/server_api";
import { useKept, useResource } from "../api/resource";
import type { StoredReplay, StoredReplayList, Meta } from "../generated/api";
import { formatHallQuery, parseHallQuery, type HallQuery } from "../hall/hall_query";
import { Upload } from "../hall/upload";
import { UploadStatus } from "../hall/upload_status";
import { formatAgo, formatNumber, formatSigned, humanize } from "../lib/format";
import { refine } from "../router";
import { hallPath, replayPath } from "../routes";
import { IS_SITE } from "../site";
import { Icon } from "../ui/icons";
import { Empty, Failure, Loading, Stale } from "../ui/notice";
import { Pager } from "../ui/pager";
import { PageHead } from "./page_head";
import { EndTag } from "./replay_table";

const PER_PAGE = 50;
const REFRESH_MS = 15_000;
const BOARD_NOTES: Record<Board, string> = {
  standard: "20,000 ticks",
  short: "2,000 ticks",
};

interface HallPageProps {
  readonly search: string;
  readonly meta: Meta | null;
}

export function HallPage({ search, meta }: HallPageProps) {
  if (IS_SITE) return <NoHall />;
  return <Boards query={parseHallQuery(search)} meta={meta} />;
}

function NoHall() {
  return (
    <main class="page">
      <PageHead crumbs={[]} title="Hall of fame" />
      <Empty title="No hall of fame here">
        <p>
          A hall keeps what a server has simulated again, and this site has no server behind it.
        </p>
      </Empty>
    </main>
  );
}

function Boards({ query, meta }: { readonly query: HallQuery; readonly meta: Meta | null }) {
  const [numKept, setNumKept] = useState(0);
  const { board, page } = query;
  const listed = useKept(
    board,
    useResource(
      `${board} ${page} ${numKept}`,
      (signal) => api.hall(board, page, PER_PAGE, signal),
      () => REFRESH_MS,
    ),
  );
  return (
    <main class="page">
      <PageHead crumbs={[]} title="Hall of fame">
        <nav class="segmented boards" aria-label="Boards">
          {BOARDS.map((name) => (
            <a
              key={name}
              href={hallPath(formatHallQuery({ board: name, page: 0 }))}
              aria-current={name === board ? "page" : undefined}
            >
              {humanize(name)} <span class="boards-note">{BOARD_NOTES[name]}</span>
            </a>
          ))}
        </nav>
      </PageHead>
      {meta !== null && <UploadPanel meta={meta} onKept={() => setNumKept((n) => n + 1)} />}
      {listed.data !== null && <Stale error={listed.error} />}
      {listed.data !== null ? (
        <Listed query={query} list={listed.data} />
      ) : listed.error !== null ? (
        <Failure error={listed.error} />
      ) : (
        <Loading what="the board" />
      )}
    </main>
  );
}

function UploadPanel({ meta, onKept }: { readonly meta: Meta; readonly onKept: () => void }) {
  const upload = useMemo(() => new Upload(meta), [meta]);
  const [isOver, setOver] = useState(false);
  const state = upload.state.value;
  const isBusy = state.kind === "sending" || state.kind === "asking";
  useEffect(() => {
    if (state.kind === "kept") onKept();
  }, [state]);
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file !== undefined && !isBusy) void upload.send(file);
  };
  return (
    <section
      class={`panel upload${isOver ? " is-over" : ""}`}
      aria-label="Add a replay"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <label class={`button button-primary upload-button${isBusy ? " is-disabled" : ""}`}>
        <Icon name="upload" />
        Add a replay
        <input
          class="visually-hidden"
          type="file"
          accept=".abr"
          disabled={isBusy}
          onChange={({ currentTarget }) => {
            take(currentTarget.files);
            currentTarget.value = ""; // so that the same file can be chosen again
          }}
        />
      </label>
      <p class="muted upload-note">
        Choose or drop an <code>.abr</code> file: a whole episode from its reset, every option as it
        comes, no step taken back. The server simulates it again and keeps it if every bit is true.
      </p>
      <UploadStatus upload={upload} />
    </section>
  );
}

function Listed({ query, list }: { readonly query: HallQuery; readonly list: StoredReplayList }) {
  if (list.total === 0) {
    return (
      <Empty title="The board is empty">
        <p>Be the first: any whole episode of {BOARD_NOTES[query.board]} counts.</p>
      </Empty>
    );
  }
  const pages = Math.ceil(list.total / PER_PAGE);
  const show = (page: number) => refine(hallPath(formatHallQuery({ ...query, page })));
  return (
    <>
      <div class="panel table-panel">
        <HallTable entries={list.replays} firstRank={query.page * PER_PAGE + 1} />
      </div>
      <Pager
        label="Pages of the board"
        page={query.page}
        pages={pages}
        before="Higher"
        after="Lower"
        onShow={show}
      />
    </>
  );
}

interface HallTableProps {
  readonly entries: readonly StoredReplay[];
  readonly firstRank: number;
}

function HallTable({ entries, firstRank }: HallTableProps) {
  const now = Date.now();
  return (
    <table class="data-table stack-table">
      <thead>
        <tr>
          <th scope="col">Player</th>
          <th scope="col" class="right">
            Net profit
          </th>
          <th scope="col" class="right">
            Return
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
          <th scope="col">Added</th>
          <th scope="col">
            <span class="visually-hidden">Watch</span>
          </th>
        </tr>
      </thead>
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
        <span class={`rank num${rank <= 3 ? ` rank-${rank}` : ""}`}>
          <span class="visually-hidden">Rank </span>
          {rank}
        </span>
        <a class="row-link" href={href}>
          {entry.player}
        </a>
        <span class="tag">{entry.player_kind}</span>
      </th>
      <td data-label="Net profit" class="right num">
        <b>{formatNumber(entry.net_profit)}</b>
      </td>
      <td data-label="Return" class="right num">
        {formatSigned(entry.return, 2)}
      </td>
      <td data-label="Steps" class="right num">
        {formatNumber(entry.steps)}
      </td>
      <td data-label="Ticks" class="right num">
        {formatNumber(entry.ticks)}
      </td>
      <td data-label="End">
        <EndTag cause={entry.end_cause} />
      </td>
      <td data-label="Seed" class="right num muted" title={`episode ${entry.episode}`}>
        {entry.seed}
      </td>
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
