// The summary of a replay, beside another player's on the same seed.
import { useEffect, useMemo, useState } from "preact/hooks";
import { formatNumber } from "../lib/format";
import { MomentList } from "../panels/moment_list";
import type { ReplayPlayer } from "../replay/player";
import { summarize, verdictOf, type Summary } from "../replay/summary";
import { summarizeRival, type RivalSource } from "./rival";
import { Card, Parts, Trips } from "./summary_tables";
import { Words } from "./words";

interface SummaryViewProps {
  readonly player: ReplayPlayer;
  readonly rival: RivalSource | null;
}

export function SummaryView({ player, rival }: SummaryViewProps) {
  const { track } = player.store;
  const loaded = player.version.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `loaded` changes when the track grows
  const own = useMemo(() => summarize(track), [track, loaded]);
  const other = useRival(rival);
  if (!track.isComplete) return <p class="panel panel-empty summary">Simulating the episode…</p>;
  const isMissing = rival === null || other instanceof Error;
  const theirs = other instanceof Error ? null : other;
  const columns = ["This replay", ...(isMissing ? [] : [rival.name])];
  return (
    <div class="summary" tabIndex={0} role="region" aria-label="Summary">
      <Card title="What happened" isWide>
        {verdictOf(track, own).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {rival !== null && <RivalText name={rival.name} own={own} other={other} />}
      </Card>
      <section class="panel summary-moments">
        <MomentList player={player} />
      </section>
      <Parts own={own} theirs={theirs} columns={columns} />
      <Trips player={player} trips={own.trips} />
      <Card title="Words">
        <Words />
      </Card>
    </div>
  );
}

/** The summary of the other player; null while it loads, or why it is not there. */
function useRival(rival: RivalSource | null): Summary | Error | null {
  const [state, setState] = useState<Summary | Error | null>(null);
  useEffect(() => {
    const aborter = new AbortController();
    if (rival === null) return undefined;
    summarizeRival(rival, aborter.signal).then(setState, (error: Error) => {
      if (!aborter.signal.aborted) setState(error);
    });
    return () => aborter.abort();
  }, [rival]);
  return state;
}

interface RivalTextProps {
  readonly name: string;
  readonly own: Summary;
  readonly other: Summary | Error | null;
}

function RivalText({ name, own, other }: RivalTextProps) {
  if (other === null) {
    return (
      <p class="muted" role="status">
        <span class="spinner" aria-hidden="true" /> {name} plays this seed, for comparison…
      </p>
    );
  }
  if (other instanceof Error) return <p class="muted">No comparison: {other.message}</p>;
  const gap = own.netProfit - other.netProfit;
  return (
    <p>
      On this seed <b>{name}</b> made {formatNumber(other.netProfit)} credits in{" "}
      {other.trips.length} trips and {formatNumber(other.ticks)} ticks:{" "}
      {formatNumber(Math.abs(gap))} {gap < 0 ? "more" : "less"} than this replay.
    </p>
  );
}
