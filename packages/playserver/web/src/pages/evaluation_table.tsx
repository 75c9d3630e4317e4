// The evaluation: policy and bots on the same seeds, with confidence intervals on one scale.
import type { Evaluation, EvaluationRow, Interval } from "../generated/api";
import { formatNumber, formatPercent, formatSigned } from "../lib/format";
import { TableHead, type Column } from "../ui/table";

/** The span of all intervals and 0. */
export function intervalSpan(intervals: readonly Interval[]): readonly [number, number] {
  const low = Math.min(0, ...intervals.map((interval) => interval.ci_low));
  const high = Math.max(0, ...intervals.map((interval) => interval.ci_high));
  const air = 0.04 * Math.max(1e-9, high - low);
  return [low - air, high + air];
}

interface IntervalPlotProps {
  readonly interval: Interval;
  readonly span: readonly [number, number];
}

function IntervalPlot({ interval, span }: IntervalPlotProps) {
  const toX = (value: number): number => (100 * (value - span[0])) / (span[1] - span[0]);
  const x = toX(interval.mean);
  return (
    <svg class="interval" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">
      <line class="interval-zero" x1={toX(0)} x2={toX(0)} y1="0" y2="16" />
      <line
        class="interval-range"
        x1={toX(interval.ci_low)}
        x2={toX(interval.ci_high)}
        y1="8"
        y2="8"
      />
      <line class="interval-mean" x1={x} x2={x} y1="3" y2="13" />
    </svg>
  );
}

interface IntervalCellProps extends IntervalPlotProps {
  readonly label: string;
  readonly digits: number;
}

function IntervalCell({ interval, span, label, digits }: IntervalCellProps) {
  return (
    <td data-label={label} class="interval-cell">
      <span class="num">
        <b>{formatNumber(interval.mean, digits)}</b>{" "}
        <small class="muted">
          [{formatNumber(interval.ci_low, digits)}, {formatNumber(interval.ci_high, digits)}]
        </small>
      </span>
      <IntervalPlot interval={interval} span={span} />
    </td>
  );
}

function verdictTone(difference: Interval): string {
  if (difference.ci_low > 0) return "tone-good";
  return difference.ci_high < 0 ? "tone-bad" : "";
}

function columnsOf(first: string): readonly Column[] {
  return [
    { label: "Player" },
    { label: "Return" },
    { label: "Net profit, credits" },
    { label: "Normalised", isRight: true },
    { label: "Survival", isRight: true },
    { label: "Steps", isRight: true },
    { label: `Return minus that of ${first}`, isRight: true },
  ];
}

interface EvaluationTableProps {
  readonly evaluation: Evaluation;
  readonly name?: string;
}

export function EvaluationTable({ evaluation, name = "Evaluation" }: EvaluationTableProps) {
  const { rows } = evaluation;
  const first = rows[0];
  if (first === undefined) return null;
  const returns = intervalSpan(rows.map((row) => row.return));
  const profits = intervalSpan(rows.map((row) => row.net_profit));
  return (
    <section class="panel table-panel" aria-label={name}>
      <header class="panel-head">
        <h2>{name}</h2>
        <p class="muted">
          {formatNumber(evaluation.seeds_count)} seeds from {evaluation.seeds_first}, the same for
          all; episodes of {formatNumber(evaluation.time_max)} ticks; means with 95 % intervals
        </p>
      </header>
      <table class="data-table stack-table">
        <TableHead columns={columnsOf(first.player)} />
        <tbody>
          {rows.map((row, index) => (
            <Row key={row.player} row={row} isFirst={index === 0} spans={[returns, profits]} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  readonly row: EvaluationRow;
  readonly isFirst: boolean;
  readonly spans: readonly [readonly [number, number], readonly [number, number]];
}

function Row({ row, isFirst, spans }: RowProps) {
  const difference = row.return_difference;
  return (
    <tr>
      <th scope="row">
        {row.player}{" "}
        <span class={`tag ${row.kind === "policy" ? "tone-accent" : ""}`}>{row.kind}</span>
      </th>
      <IntervalCell label="Return" interval={row.return} span={spans[0]} digits={1} />
      <IntervalCell label="Net profit" interval={row.net_profit} span={spans[1]} digits={0} />
      <td data-label="Normalised" class="right num">
        {row.normalised == null ? "–" : formatNumber(row.normalised.mean, 3)}
      </td>
      <td data-label="Survival" class="right num">
        {formatPercent(row.survival)}
      </td>
      <td data-label="Steps" class="right num">
        {formatNumber(row.steps)}
      </td>
      <td data-label="Difference" class={`right num ${isFirst ? "" : verdictTone(difference)}`}>
        {isFirst ? (
          <span class="muted">–</span>
        ) : (
          <>
            <b>{formatSigned(difference.mean, 1)}</b>{" "}
            <small class="muted">
              [{formatSigned(difference.ci_low, 1)}, {formatSigned(difference.ci_high, 1)}]
            </small>
          </>
        )}
      </td>
    </tr>
  );
}
