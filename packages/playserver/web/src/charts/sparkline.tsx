// A small line without axes.
import { linePath, spanOf, type Span } from "./scale";

interface SparklineProps {
  readonly xs: ArrayLike<number>;
  readonly ys: ArrayLike<number>;
  readonly xSpan: Span;
  /** A level to compare with, drawn dashed. */
  readonly base?: number;
  readonly color: string;
}

const WIDTH = 140;
const HEIGHT = 34;

/** Hidden from screen readers: the number beside it has the same information. */
export function Sparkline({ xs, ys, xSpan, base, color }: SparklineProps) {
  const ySpan = spanOf([...(base === undefined ? [] : [base]), ...Array.from(ys)]);
  const line = linePath(xs, ys, xSpan, ySpan, WIDTH, HEIGHT);
  const toY = (value: number): number =>
    HEIGHT - ((value - ySpan.low) / (ySpan.high - ySpan.low)) * HEIGHT;
  const lastX = ((xs[xs.length - 1] ?? 0) - xSpan.low) / Math.max(1e-9, xSpan.high - xSpan.low);
  const lastY = toY(ys[ys.length - 1] ?? ySpan.low);
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {base !== undefined && (
        <line class="sparkline-base" x1="0" x2={WIDTH} y1={toY(base)} y2={toY(base)} />
      )}
      <path class="sparkline-line" d={line} style={{ stroke: `var(${color})` }} />
      <line
        class="sparkline-now"
        x1={lastX * WIDTH}
        x2={lastX * WIDTH}
        y1={lastY}
        y2={lastY}
        style={{ stroke: `var(${color})` }}
      />
    </svg>
  );
}
