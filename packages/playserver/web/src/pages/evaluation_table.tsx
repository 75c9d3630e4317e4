// The evaluation: policy and bots on the same seeds, with confidence intervals on one scale.
import type { Evaluation, EvaluationRow, Interval } from "../generated/api";
import { formatNumber, formatPercent, formatSigned } from "../lib/format";
import { DataTable, type DataColumn } from "../ui/table";

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
  readonly digits: number;
}

function IntervalText({ interval, span, digits }: IntervalCellProps) {
  return (
    <>
      <span class="num">
        <b>{formatNumber(interval.mean, digits)}</b>{" "}
        <small class="muted">
          [{formatNumber(interval.ci_low, digits)}, {formatNumber(interval.ci_high, digits)}]
        </small>
      </span>
      <IntervalPlot interval={interval} span={span} />
    </>
  );
}

function verdictTone(difference: Interval): string {
  if (difference.ci_low > 0) return "tone-good";
  return difference.ci_high < 0 ? "tone-bad" : "";
}

function columnsOf(rows: readonly EvaluationRow[]): readonly DataColumn<EvaluationRow>[] {
  const returns = intervalSpan(rows.map((row) => row.return));
  const profits = intervalSpan(rows.map((row) => row.net_profit));
  return [
    {
      label: "Player",
      cell: ({ player, kind }) => (
        <>
          {player} <span class={`tag ${kind === "policy" ? "tone-accent" : ""}`}>{kind}</span>
        </>
      ),
    },
    {
      label: "Return",
      className: "interval-cell",
      cell: (row) => <IntervalText interval={row.return} span={returns} digits={1} />,
    },
    {
      label: "Net profit, credits",
      className: "interval-cell",
      cell: (row) => <IntervalText interval={row.net_profit} span={profits} digits={0} />,
    },
    {
      label: "Normalised",
      isRight: true,
      cell: ({ normalised }) => (normalised == null ? "–" : formatNumber(normalised.mean, 3)),
    },
    { label: "Survival", isRight: true, cell: ({ survival }) => formatPercent(survival) },
    { label: "Steps", isRight: true, cell: ({ steps }) => formatNumber(steps) },
    {
      label: `Return minus that of ${rows[0]?.player ?? ""}`,
      isRight: true,
      cell: (row, index) => (index === 0 ? "–" : <Difference of={row.return_difference} />),
    },
  ];
}

function Difference({ of }: { readonly of: Interval }) {
  return (
    <span class={verdictTone(of)}>
      <b>{formatSigned(of.mean, 1)}</b>{" "}
      <small class="muted">
        [{formatSigned(of.ci_low, 1)}, {formatSigned(of.ci_high, 1)}]
      </small>
    </span>
  );
}

interface EvaluationTableProps {
  readonly evaluation: Evaluation;
  readonly name?: string;
}

export function EvaluationTable({ evaluation, name = "Evaluation" }: EvaluationTableProps) {
  const { rows } = evaluation;
  if (rows.length === 0) return null;
  return (
    <section class="panel table-panel" aria-label={name}>
      <header class="panel-head">
        <h2>{name}</h2>
        <p class="muted">
          {formatNumber(evaluation.seeds_count)} seeds from {evaluation.seeds_first}, the same for
          all; episodes of {formatNumber(evaluation.time_max)} ticks; means with 95 % intervals
        </p>
      </header>
      <DataTable columns={columnsOf(rows)} rows={rows} keyOf={({ player }) => player} />
    </section>
  );
}
