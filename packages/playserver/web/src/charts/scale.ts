// Paths of small charts. Pure: numbers in, SVG path data out.
export interface Span {
  readonly low: number;
  readonly high: number;
}

/** The span of values with some air around it; never empty. */
export function spanOf(values: Iterable<number>, air = 0.08): Span {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return { low: 0, high: 1 };
  const margin = Math.max((high - low) * air, Math.abs(high) * 0.005, 1e-6);
  return { low: low - margin, high: high + margin };
}

/**
 * An SVG path through points, at most one per pixel column.
 *
 * @param xs Ascending.
 */
export function linePath(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  xSpan: Span,
  ySpan: Span,
  width: number,
  height: number,
): string {
  const toX = width / Math.max(1e-9, xSpan.high - xSpan.low);
  const toY = height / Math.max(1e-9, ySpan.high - ySpan.low);
  const parts: string[] = [];
  let column = -1;
  for (let i = 0; i < xs.length; i += 1) {
    const x = (xs[i]! - xSpan.low) * toX;
    const isLast = i === xs.length - 1;
    if (Math.floor(x) === column && !isLast) continue;
    column = Math.floor(x);
    const y = height - (ys[i]! - ySpan.low) * toY;
    parts.push(`${parts.length === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`);
  }
  return parts.join("");
}
