// Some replays beside each other: profit over time, and their numbers as a table.
import { useMemo } from "preact/hooks";
import { api } from "../api/client";
import { getBytes } from "../api/request";
import { useResource } from "../api/resource";
import { readReplay, type Replay } from "../abr/reader";
import { runColor } from "../analytics/colors";
import type { ChartSpec } from "../charts/chart";
import { LineChart } from "../charts/line_chart";
import { formatNumber, formatSigned, humanize } from "../lib/format";
import { replayPath } from "../address/routes";
import { trackOf } from "../player/rival";
import type { Track } from "../replay/track";
import { CloseButton, Dialog } from "../ui/dialog";
import { Pending } from "../ui/notice";
import { DataTable, type DataColumn } from "../ui/table";

const MOST = 8;
const POINTS = 400;

interface Compared {
  readonly key: string;
  readonly replay: Replay;
  readonly track: Track;
}

async function load(key: string, signal: AbortSignal): Promise<Compared> {
  const [home, replayId] = placeOf(key);
  const file = await getBytes(api.fileUrl(home, replayId), signal);
  return { key, replay: readReplay(file), track: await trackOf(file, signal) };
}

function placeOf(key: string): readonly [home: string, replayId: string] {
  const at = key.lastIndexOf("/");
  return [key.slice(0, at), key.slice(at + 1)];
}

/** Profit at regular ticks; null after the end of a replay. */
export function profitAt(track: Track, ticks: readonly number[]): readonly (number | null)[] {
  let step = 0;
  const last = track.total - 1;
  return ticks.map((tick) => {
    if (tick > track.tick[last]!) return null;
    while (step < last && track.tick[step + 1]! <= tick) step += 1;
    return track.netProfit[step]!;
  });
}

function curvesOf(compared: readonly Compared[]): { chart: ChartSpec; xs: readonly number[] } {
  const end = Math.max(...compared.map(({ track }) => track.tick[track.total - 1]!));
  const xs = Array.from({ length: POINTS + 1 }, (_, index) => Math.round((index * end) / POINTS));
  const lines = compared.map(({ key, track }, index) => ({
    label: key,
    ...runColor(index),
    values: profitAt(track, xs),
  }));
  return { chart: { title: "Net profit", note: "Credits by tick", unit: "number", lines }, xs };
}

function columnsOf(first: Compared): readonly DataColumn<Compared>[] {
  return [
    {
      label: "Replay",
      cell: ({ key }) => (
        <a class="row-link" href={replayPath(...placeOf(key))}>
          {key}
        </a>
      ),
    },
    { label: "Player", cell: ({ replay }) => replay.header.player.name },
    { label: "Seed", isRight: true, cell: ({ replay }) => String(replay.header.seed) },
    { label: "Return", isRight: true, cell: ({ replay }) => formatSigned(replay.result.total, 2) },
    {
      label: "Net profit",
      isRight: true,
      cell: ({ replay }) => formatNumber(replay.result.netProfit),
    },
    {
      label: "Minus the first",
      isRight: true,
      cell: ({ replay }) => formatSigned(replay.result.netProfit - first.replay.result.netProfit),
    },
    { label: "Steps", isRight: true, cell: ({ replay }) => formatNumber(replay.actions.length) },
    {
      label: "End",
      cell: ({ replay }) => humanize(replay.result.endCause ?? "open").toLowerCase(),
    },
  ];
}

interface CompareProps {
  /** "run/replay" of each. */
  readonly keys: readonly string[];
  readonly onClose: () => void;
}

export function CompareReplays({ keys, onClose }: CompareProps) {
  const shown = keys.slice(0, MOST);
  const { data, error } = useResource(shown.join(" "), (signal) =>
    Promise.all(shown.map((key) => load(key, signal))),
  );
  const drawn = useMemo(() => (data === null ? null : curvesOf(data)), [data]);
  return (
    <Dialog title={`${shown.length} replays compared`} isWide onCancel={onClose}>
      {data === null || drawn === null ? (
        <Pending error={error} what="the replays" />
      ) : (
        <>
          {keys.length > MOST && (
            <p class="muted">
              The first {MOST} of {keys.length}.
            </p>
          )}
          <LineChart chart={drawn.chart} xs={drawn.xs} xLabel="tick" />
          <DataTable columns={columnsOf(data[0]!)} rows={data} keyOf={({ key }) => key} />
        </>
      )}
      <CloseButton onClose={onClose} />
    </Dialog>
  );
}
