// The hall of fame: boards of whole episodes, which the server verified before it added them.
import { useState } from "preact/hooks";
import { refine } from "../address/router";
import { hallPath } from "../address/routes";
import { IS_SITE } from "../address/site";
import { api } from "../api/client";
import { useLastData, useResource } from "../api/resource";
import type { StoredReplayList, Meta } from "../generated/api";
import { BOARDS, seedOfTheDay, ticksText } from "../hall/boards";
import { formatHallQuery, parseHallQuery, type HallQuery } from "../hall/hall_query";
import { humanize } from "../lib/format";
import { Empty, Pending, Stale } from "../ui/notice";
import { Pager } from "../ui/pager";
import { DataTable } from "../ui/table";
import { hallColumns } from "./hall_table";
import { HallUpload } from "./hall_upload";
import { PageHead } from "./page_head";

const PER_PAGE = 50;
const REFRESH_MS = 15_000;

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
        <p>The hall of fame needs a server that verifies replays; this is a static site.</p>
      </Empty>
    </main>
  );
}

function Boards({ query, meta }: { readonly query: HallQuery; readonly meta: Meta | null }) {
  const [numUploads, setNumUploads] = useState(0);
  const { board, seed, page } = query;
  const listed = useLastData(
    `${board} ${seed ?? ""}`,
    useResource(
      `${board} ${seed ?? ""} ${page} ${numUploads}`,
      (signal) => api.hall(board, page, PER_PAGE, signal, seed),
      () => REFRESH_MS,
    ),
  );
  return (
    <main class="page">
      <PageHead crumbs={[]} title="Hall of fame">
        <BoardLinks query={query} />
        <SeedLinks query={query} />
      </PageHead>
      {meta !== null && <HallUpload meta={meta} onAdded={() => setNumUploads((n) => n + 1)} />}
      {listed.data !== null && <Stale error={listed.error} />}
      {listed.data !== null ? (
        <Listed query={query} list={listed.data} />
      ) : (
        <Pending error={listed.error} what="the board" />
      )}
    </main>
  );
}

function BoardLinks({ query }: { readonly query: HallQuery }) {
  return (
    <nav class="segmented boards" aria-label="Boards">
      {BOARDS.map((board) => (
        <a
          key={board.name}
          href={hallPath(formatHallQuery({ ...query, board: board.name, page: 0 }))}
          aria-current={board.name === query.board ? "page" : undefined}
        >
          {humanize(board.name)} <span class="boards-note">{ticksText(board)}</span>
        </a>
      ))}
    </nav>
  );
}

/** All seeds, the seed of the day, and the seed in the address if it is another. */
function SeedLinks({ query }: { readonly query: HallQuery }) {
  const today = seedOfTheDay();
  const seeds = [null, today, ...(query.seed === null || query.seed === today ? [] : [query.seed])];
  return (
    <nav class="segmented boards" aria-label="Seeds">
      {seeds.map((seed) => (
        <a
          key={seed}
          href={hallPath(formatHallQuery({ ...query, seed, page: 0 }))}
          aria-current={seed === query.seed ? "page" : undefined}
        >
          {seed === null ? "All seeds" : seed === today ? "Seed of the day" : "Seed"}{" "}
          <span class="boards-note">{seed}</span>
        </a>
      ))}
    </nav>
  );
}

function Listed({ query, list }: { readonly query: HallQuery; readonly list: StoredReplayList }) {
  if (list.total === 0) {
    const board = BOARDS.find(({ name }) => name === query.board)!;
    return (
      <Empty title="The board is empty">
        <p>
          Be the first: any whole episode of {ticksText(board)}
          {query.seed === null ? "" : ` on seed ${query.seed}`} counts.
        </p>
      </Empty>
    );
  }
  const pages = Math.ceil(list.total / PER_PAGE);
  const show = (page: number) => refine(hallPath(formatHallQuery({ ...query, page })));
  return (
    <>
      <div class="panel table-panel">
        <DataTable
          columns={hallColumns(query.page * PER_PAGE + 1)}
          rows={list.replays}
          keyOf={(entry) => entry.replay_id}
        />
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
