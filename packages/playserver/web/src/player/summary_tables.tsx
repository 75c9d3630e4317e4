// The tables of a summary: parts of this replay and of another one, and the trips.
import type { ComponentChildren } from "preact";
import { COMMODITIES } from "../generated/spec";
import { formatNumber, formatPercent, formatSigned, humanize } from "../lib/format";
import { ACTION_GROUPS, GROUP_LABELS } from "../replay/actions";
import type { ReplayPlayer } from "../replay/player";
import { HULL_CAUSES, SPENDING, type Summary, type Trip } from "../replay/summary";
import { TableHead, type Column } from "../ui/table";

interface PartsProps {
  readonly own: Summary;
  readonly theirs: Summary | null;
  readonly columns: readonly string[];
}

/** Credits, reward, time and hull, of this replay and the other one. */
export function Parts({ own, theirs, columns }: PartsProps) {
  const pair: Pair = (of) => [of(own), theirs && of(theirs)];
  return (
    <>
      <Card title="Credits">
        <Pairs columns={columns} rows={creditRows(own, theirs)} digits={0} />
      </Card>
      <Card title="Reward by term">
        <Pairs
          columns={columns}
          digits={2}
          rows={own.terms.map(([name, value]) => ({
            label: humanize(name),
            values: [value, theirs && (theirs.terms.find(([n]) => n === name)?.[1] ?? 0)],
          }))}
          total={{ label: "Return", values: pair(({ total }) => total) }}
        />
      </Card>
      <Card title="Time by activity">
        <Pairs
          columns={columns}
          isShare
          rows={timeRows(pair)}
          total={{ label: "Ticks", values: pair(({ ticks }) => ticks) }}
        />
      </Card>
      <Card title="Lost hull">
        <Pairs
          columns={columns}
          digits={1}
          rows={HULL_CAUSES.map((label, index) => ({
            label,
            values: pair((s) => -s.hull[index]!),
          }))}
        />
      </Card>
    </>
  );
}

/** A value of this replay and of the other one. */
type Pair = (of: (summary: Summary) => number) => readonly (number | null)[];

function timeRows(pair: Pair): readonly Row[] {
  return ACTION_GROUPS.map((group, index) => ({
    label: GROUP_LABELS[group],
    mark: `group-${group}`,
    values: pair(({ ticksByGroup, ticks }) => ticksByGroup[index]! / Math.max(1, ticks)),
  }));
}

interface Row {
  readonly label: string;
  /** Class of the dot before the label. */
  readonly mark?: string;
  /** Of this replay and of the other one; null while unknown. */
  readonly values: readonly (number | null)[];
}

const NET_PROFIT = "Net profit";

function creditRows(own: Summary, theirs: Summary | null): readonly Row[] {
  const row = (label: string, of: (summary: Summary) => number, mark?: string): Row => ({
    label,
    ...(mark === undefined ? {} : { mark }),
    values: [of(own), theirs && of(theirs)],
  });
  return [
    ...COMMODITIES.map(({ id, title }) =>
      row(
        `${title}, ${formatNumber(own.sales[id]!.units)} u`,
        ({ sales }) => sales[id]!.credits,
        `commodity-${id}`,
      ),
    ),
    ...SPENDING.map((label, index) => row(label, ({ spending }) => spending[index]!)),
    row(NET_PROFIT, ({ netProfit }) => netProfit),
    row("Stolen by pirates, value", ({ stolen }) => stolen.credits),
    row("Left in the hold, value", ({ left }) => left.credits),
  ];
}

interface PairsProps {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** A last row, in whole numbers or `digits`. */
  readonly total?: Row;
  readonly digits?: number;
  readonly isShare?: boolean;
}

/** A table of values of this replay and the other one, with bars. */
function Pairs({ columns, rows, total, digits = 0, isShare = false }: PairsProps) {
  const values = rows.flatMap((row) => row.values.map((value) => Math.abs(value ?? 0)));
  const text = (value: number): string =>
    isShare ? formatPercent(value) : formatSigned(value, digits);
  const totalText = isShare ? formatNumber : text;
  const names = columns.map((label) => ({ label, isRight: true }));
  return (
    <table class="data-table summary-table">
      <TableHead
        columns={[{ label: "Part", isHidden: true }, { label: "Size", isHidden: true }, ...names]}
      />
      <tbody>
        {rows.map((row) => (
          <PairRow key={row.label} {...{ row, columns, text }} most={Math.max(1e-9, ...values)} />
        ))}
        {total !== undefined && (
          <PairRow row={total} columns={columns} text={totalText} most={null} />
        )}
      </tbody>
    </table>
  );
}

interface PairRowProps {
  readonly row: Row;
  readonly columns: readonly string[];
  /** The value of a full bar; null for a total without bars. */
  readonly most: number | null;
  readonly text: (value: number) => string;
}

function PairRow({ row, columns, most, text }: PairRowProps) {
  const isTotal = most === null || row.label === NET_PROFIT;
  return (
    <tr class={isTotal ? "is-total" : ""}>
      <th scope="row">
        {row.mark !== undefined && <span class={`dot ${row.mark}`} aria-hidden="true" />}
        {row.label}
      </th>
      <td class="summary-bars">
        {most !== null &&
          row.values.map((value, index) => (
            <Bar key={columns[index]} value={(value ?? 0) / most} isOther={index > 0} />
          ))}
      </td>
      {columns.map((name, index) => {
        const value = row.values[index] ?? null;
        return (
          <td key={name} class="right num">
            {value === null ? "…" : text(value)}
          </td>
        );
      })}
    </tr>
  );
}

/** @param value -1..1 */
function Bar({ value, isOther }: { readonly value: number; readonly isOther: boolean }) {
  const tone = value < 0 ? "bad" : "good";
  return (
    <span class={`summary-bar tone-${tone}${isOther ? " is-other" : ""}`} aria-hidden="true">
      <span class="meter-fill" style={{ transform: `scaleX(${Math.abs(value)})` }} />
    </span>
  );
}

const TRIP_COLUMNS: readonly Column[] = [
  { label: "#" },
  { label: "Tick" },
  { label: "Ticks", isRight: true },
  { label: "Nodes", isRight: true },
  { label: "Mined", isRight: true, title: "Units of cargo" },
  { label: "Sold", isRight: true, title: "Credits" },
  { label: "Spent", isRight: true, title: "Credits" },
  { label: "Hull", isRight: true, title: "Lost hull" },
  { label: "Per tick", isRight: true, title: "Credits earned less spent, per tick" },
];

export function Trips({
  player,
  trips,
}: {
  readonly player: ReplayPlayer;
  readonly trips: readonly Trip[];
}) {
  return (
    <Card title={`${formatNumber(trips.length)} trips`} isWide>
      <div class="table-scroll" tabIndex={0} role="region" aria-label="Table of trips">
        <table class="data-table summary-table">
          <TableHead columns={TRIP_COLUMNS} />
          <tbody>
            {trips.map((trip, index) => (
              <TripRow key={trip.step} {...{ player, trip, index }} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

interface TripRowProps {
  readonly player: ReplayPlayer;
  readonly trip: Trip;
  readonly index: number;
}

function TripRow({ player, trip, index }: TripRowProps) {
  const { track } = player.store;
  const perTick = (trip.sold - trip.spent) / Math.max(1, trip.ticks);
  const numbers = [
    formatNumber(trip.ticks),
    formatNumber(trip.nodes.size),
    formatNumber(trip.mined, 1),
    formatNumber(trip.sold),
    formatNumber(trip.spent),
    formatNumber(trip.hull, 1),
    formatNumber(perTick, 1),
  ];
  return (
    <tr>
      <th scope="row" class="num">
        {index + 1}
      </th>
      <td>
        <button type="button" class="link num" onClick={() => player.visit(trip.step)}>
          <span class="visually-hidden">Go to tick </span>
          {formatNumber(track.tick[trip.step]!)}
        </button>
      </td>
      {numbers.map((text, column) => (
        <td key={TRIP_COLUMNS[column + 2]!.label} class="right num">
          {text}
        </td>
      ))}
    </tr>
  );
}

interface CardProps {
  readonly title: string;
  readonly isWide?: boolean;
  readonly children: ComponentChildren;
}

export function Card({ title, isWide = false, children }: CardProps) {
  return (
    <section class={`panel summary-card${isWide ? " is-wide" : ""}`} aria-label={title}>
      <header class="panel-title">
        <h2>{title}</h2>
      </header>
      {children}
    </section>
  );
}
