// Files from the reader's computer: one replay opens in the player, several are a list.
import { useEffect, useMemo, useState } from "preact/hooks";
import { ALL, isFiltered, selectRows, type ListQuery } from "../api/list_query";
import { usePolicies } from "../api/policies";
import { getBytes } from "../api/request";
import { PLAYER_PATH } from "../address/site";
import { openPath } from "../address/routes";
import type { Episode, EvaluationPlayer } from "../generated/api";
import { formatNumber } from "../lib/format";
import { openReplay, type OpenReplay } from "../player/open_replay";
import { chosenFiles, opened, openFiles, type OpenedFile } from "../player/opened_files";
import { OpenedReplay } from "../player/opened_replay";
import { isGoodEnd } from "../replay/events";
import { Icon } from "../ui/icons";
import { Empty, Loading, Pending, Problems } from "../ui/notice";
import { DataTable, type DataColumn } from "../ui/table";
import { LineTakeOver } from "./line_take_over";
import { ListFrame, PER_PAGE } from "./list_frame";
import { ListControls } from "./list_tools";
import { PageHead } from "./page_head";
import { playerColumns } from "./player_columns";
import { episodeColumns, REPLAY_NUMBERS } from "./replay_table";

export function OpenPage({ search }: { readonly search: string }) {
  const { files, problems, isReading } = opened.value;
  const asked = Number(new URLSearchParams(search).get("file") ?? "NaN");
  const shown = files[files.length === 1 && !isReading ? 0 : asked];
  if (shown !== undefined)
    return <Watched key={shown.path} file={shown} isOne={files.length === 1} />;
  return (
    <main class="page">
      <PageHead crumbs={[]} title="Open files" />
      <Chooser />
      <Problems problems={problems} />
      {isReading ? <Loading what="the files" /> : files.length > 0 && <Listed files={files} />}
    </main>
  );
}

function Chooser() {
  const choose = (list: FileList | null) => void openFiles(chosenFiles(list));
  return (
    <section class="panel upload" aria-label="Open">
      <FileButton label="Choose files" accept=".abr,.zip" onFiles={choose} />
      <FileButton label="Choose a folder" isFolder onFiles={choose} />
      <p class="muted upload-note">
        Replays (<code>.abr</code>), bundles (<code>.zip</code>) and folders with replays, such as
        that of <code>trainkit evaluate --save</code>. Dropped anywhere on the page, they open, too.
        They stay in this tab: nothing is sent.
      </p>
    </section>
  );
}

interface FileButtonProps {
  readonly label: string;
  readonly accept?: string;
  readonly isFolder?: boolean;
  readonly isDisabled?: boolean;
  readonly onFiles: (files: FileList | null) => void;
}

/** A button that lets the reader choose files. */
export function FileButton(props: FileButtonProps) {
  const { label, accept, isFolder = false, isDisabled = false, onFiles } = props;
  return (
    <label class={`button button-primary upload-button${isDisabled ? " is-disabled" : ""}`}>
      <Icon name="upload" />
      {label}
      <input
        class="visually-hidden"
        type="file"
        accept={accept}
        multiple={accept !== ".abr"}
        {...(isFolder ? { webkitdirectory: true } : {})}
        disabled={isDisabled}
        onChange={({ currentTarget }) => {
          onFiles(currentTarget.files);
          currentTarget.value = ""; // so that the same file can be chosen again
        }}
      />
    </label>
  );
}

function hrefOf(index: string | number): string {
  return openPath(`?file=${index}`);
}

type Row = OpenedFile & { readonly index: number };

function numbersOf({ replay: { header, result } }: OpenedFile) {
  return {
    return: result.total,
    net_profit: result.netProfit,
    steps: result.steps,
    ticks: result.ticks,
    end_cause: result.endCause,
    seed: String(header.seed),
  };
}

const COLUMNS: readonly DataColumn<Row>[] = [
  {
    label: "File",
    cell: ({ path, index }) => (
      <a class="row-link" href={hrefOf(index)}>
        {path}
      </a>
    ),
  },
  {
    label: "Player",
    name: "player",
    isSortable: true,
    cell: ({ replay }) => replay.header.player.name,
  },
  ...episodeColumns<Row>(numbersOf, true),
];

function valueIn(file: Row, name: string): string | number | null {
  const numbers: Readonly<Record<string, string | number | null>> = numbersOf(file);
  if (name === "player") return file.replay.header.player.name;
  return name === "window"
    ? (file.replay.header.training?.window ?? null)
    : (numbers[name] ?? null);
}

function Listed({ files }: { readonly files: readonly OpenedFile[] }) {
  const [query, setQuery] = useState<ListQuery>(ALL);
  const rows = useMemo(() => files.map((file, index): Row => ({ ...file, index })), [files]);
  const players = useMemo(() => playersOf(rows), [rows]);
  const found = useMemo(
    () => selectRows(rows, query, valueIn, (row) => [row.path, row.replay.header.player.name]),
    [rows, query],
  );
  const tools = { query, show: setQuery, columns: COLUMNS };
  return (
    <>
      <section class="panel table-panel" aria-label="Players">
        <DataTable columns={playerColumns(hrefOf)} rows={players} keyOf={(row) => row.player} />
      </section>
      <h2 class="list-title">{formatNumber(files.length)} replays</h2>
      <ListControls {...tools} names={REPLAY_NUMBERS} example="return>=100" />
      <ListFrame
        {...tools}
        what="replays"
        rows={found.slice(query.page * PER_PAGE, (query.page + 1) * PER_PAGE)}
        total={found.length}
        error={null}
        keyOf={(row) => String(row.index)}
        empty={isFiltered(query) && <Empty title="No replay matches" />}
      />
    </>
  );
}

/** The players of some replays, each with its best, median and worst episode. */
export function playersOf(rows: readonly Row[]): readonly EvaluationPlayer[] {
  const names = new Set(rows.map(({ replay }) => replay.header.player.name));
  return [...names].map((player) => {
    const own = rows.filter(({ replay }) => replay.header.player.name === player);
    const sorted = own.toSorted((a, b) => b.replay.result.total - a.replay.result.total);
    const mean = (of: (row: Row) => number) =>
      own.reduce((sum, row) => sum + of(row), 0) / own.length;
    return {
      player,
      kind: own[0]!.replay.header.player.kind,
      episodes: own.length,
      return_mean: mean(({ replay }) => replay.result.total),
      net_profit_mean: mean(({ replay }) => replay.result.netProfit),
      survival: mean(({ replay }) => Number(isGoodEnd(replay.result.endCause ?? "timeout"))),
      best: episodeOf(sorted[0]!),
      median: episodeOf(sorted[Math.floor(sorted.length / 2)]!),
      worst: episodeOf(sorted.at(-1)!),
    };
  });
}

function episodeOf(row: Row): Episode {
  const { seed, episode } = row.replay.header;
  const numbers = numbersOf(row);
  return { ...numbers, replay_id: String(row.index), seed: String(seed), episode: String(episode) };
}

interface WatchedProps {
  readonly file: OpenedFile;
  readonly isOne: boolean;
}

function Watched({ file, isOne }: WatchedProps) {
  const [state, setState] = useState<OpenReplay | Error | null>(null);
  const { policies, own } = usePolicies(file.replay.header.player.digest);
  useEffect(() => {
    const opening = openReplay(file.bytes, { step: 0, truth: false });
    opening.then(setState, setState);
    return () => void opening.then(({ player }) => player.close()).catch(() => undefined);
  }, [file]);
  const share = {
    playerUrl: new URL(PLAYER_PATH, document.baseURI).href,
    html: async () => new TextDecoder().decode(await getBytes(PLAYER_PATH)),
  };
  return (
    <main class="page replay-page">
      {state === null || state instanceof Error ? (
        <Pending error={state} what={file.path} />
      ) : (
        <OpenedReplay
          open={state}
          beside={null}
          share={share}
          policies={policies ?? []}
          own={own}
          takeOver={(line) => <LineTakeOver line={line} />}
        >
          {isOne ? <Reopen /> : <a href={openPath()}>All files</a>}
        </OpenedReplay>
      )}
    </main>
  );
}

function Reopen() {
  return (
    <FileButton
      label="Open another"
      accept=".abr,.zip"
      onFiles={(list) => void openFiles(chosenFiles(list))}
    />
  );
}
