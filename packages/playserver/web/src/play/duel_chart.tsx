// The chart of a duel: both profits, and the gap between them.
import { spanOf, type Span } from "../charts/scale";
import { formatNumber, formatSigned } from "../lib/format";
import type { GapPoint } from "./rival";

const [WIDTH, LINES_HEIGHT, GAP_HEIGHT] = [400, 62, 34];
const MARGIN = 0.06; // above and below the lines, as a share of their span

interface ChartProps {
  readonly points: readonly GapPoint[];
  readonly xs: Span;
}

export function DuelChart({ points }: Pick<ChartProps, "points">) {
  const [first, last] = [points[0]!, points.at(-1)!];
  const xs = { low: first.tick, high: Math.max(last.tick, first.tick + 1) };
  const about = `Net profit from tick ${first.tick} to ${last.tick}: you ${formatNumber(last.own)}, rival ${formatNumber(last.theirs)}, gap ${formatSigned(gapOf(last))}.`;
  return (
    <div class="duel-charts" role="img" aria-label={about}>
      <ProfitLines points={points} xs={xs} />
      <GapArea points={points} xs={xs} />
      <span class="duel-axis muted num">
        <span>tick {formatNumber(first.tick)}</span>
        <span>gap</span>
        <span>{formatNumber(last.tick)}</span>
      </span>
    </div>
  );
}

function gapOf(point: GapPoint): number {
  return point.own - point.theirs;
}

function ProfitLines({ points, xs }: ChartProps) {
  const ys = spanOf([0, ...points.flatMap(({ own, theirs }) => [own, theirs])], MARGIN);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${LINES_HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {(["theirs", "own"] as const).map((side) => (
        <path
          key={side}
          class={`duel-line duel-${side}`}
          d={stepPath(points, (point) => point[side], xs, ys, LINES_HEIGHT)}
        />
      ))}
    </svg>
  );
}

/** The gap as an area: one color above zero, another below. */
function GapArea({ points, xs }: ChartProps) {
  const ys = spanOf([0, ...points.map(gapOf)], MARGIN);
  const zero = GAP_HEIGHT - ((0 - ys.low) / (ys.high - ys.low)) * GAP_HEIGHT;
  const line = stepPath(points, gapOf, xs, ys, GAP_HEIGHT);
  const area = `${line}V${zero.toFixed(1)}H${toX(points[0]!.tick, xs)}Z`;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${GAP_HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <clipPath id="duel-above">
        <rect x="0" y="0" width={WIDTH} height={zero} />
      </clipPath>
      <clipPath id="duel-below">
        <rect x="0" y={zero} width={WIDTH} height={Math.max(0, GAP_HEIGHT - zero)} />
      </clipPath>
      {(["above", "below"] as const).map((side) => (
        <path
          key={side}
          class={`duel-gap duel-${side}`}
          clip-path={`url(#duel-${side})`}
          d={area}
        />
      ))}
      <line class="duel-zero" x1="0" x2={WIDTH} y1={zero} y2={zero} />
    </svg>
  );
}

function toX(tick: number, xs: Span): string {
  return (((tick - xs.low) / (xs.high - xs.low)) * WIDTH).toFixed(1);
}

/** A path of steps: a profit holds until the next point changes it. */
function stepPath(
  points: readonly GapPoint[],
  value: (point: GapPoint) => number,
  xs: Span,
  ys: Span,
  height: number,
): string {
  const toY = (y: number): number => height - ((y - ys.low) / (ys.high - ys.low)) * height;
  return points
    .map((point, index) => {
      const [x, y] = [toX(point.tick, xs), toY(value(point)).toFixed(1)];
      return index === 0 ? `M${x} ${y}` : `H${x}V${y}`;
    })
    .join("");
}
