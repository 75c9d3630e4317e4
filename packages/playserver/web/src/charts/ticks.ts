// Ranges and ticks of the axes of line charts. Pure.
import { formatCompact, formatNumber } from "../lib/format";
import type { ChartSpec, Values } from "./chart";

export type Range = readonly [low: number, high: number];

const LABELS_MAX = 10; // on an axis of 150 pixels
const DECADES_MAX = 5; // below the largest value, on a signed logarithmic axis
const SAMPLE = 20_000; // values that quantiles are estimated from
const OUTLIERS = 0.02; // share of values beyond either end of a clipped axis
const AIR = 0.06;

/** The smallest and largest value of all lines and bands; null without any. */
export function extentOf({ lines }: ChartSpec): Range | null {
  let [low, high] = [Infinity, -Infinity];
  for (const { values, band, raw } of lines) {
    for (const column of [values, ...(band ?? []), ...(raw === undefined ? [] : [raw])]) {
      for (const value of column) {
        if (value === null) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
  }
  return low > high ? null : [low, high];
}

/** The range of the values without the outliers at both ends; null without any value. */
export function clippedExtent(columns: readonly Values[]): Range | null {
  const length = columns.reduce((sum, column) => sum + column.length, 0);
  const stride = Math.max(1, Math.floor(length / SAMPLE));
  const found: number[] = [];
  let at = 0;
  for (const column of columns) {
    for (const value of column) {
      at += 1;
      if (value !== null && at % stride === 0) found.push(value);
    }
  }
  if (found.length === 0) return null;
  const sorted = Float64Array.from(found).sort();
  const place = OUTLIERS * (sorted.length - 1);
  return [sorted[Math.floor(place)]!, sorted[Math.ceil(sorted.length - 1 - place)]!];
}

/** A range with some air on both sides; never empty. */
export function padded([low, high]: Range, air = AIR): Range {
  const margin = air * (high - low) || Math.max(1e-9, Math.abs(high) * air);
  return [low - margin, high + margin];
}

/** Where a signed logarithmic axis turns linear: it shows a few decades, not every tiny value. */
export function linearBelow(columns: readonly Values[]): number {
  let [small, large] = [Infinity, 0];
  for (const column of columns) {
    for (const value of column) {
      const size = Math.abs(value ?? 0);
      if (size === 0) continue;
      if (size < small) small = size;
      if (size > large) large = size;
    }
  }
  if (large === 0) return 1;
  const lowest = Math.ceil(Math.log10(large)) - DECADES_MAX;
  return 10 ** Math.max(Math.floor(Math.log10(small)), lowest);
}

/** A range with air on a logarithmic axis, whose values are all positive. */
export function paddedLog([low, high]: Range): Range {
  const factor = Math.max(1.05, (high / low) ** AIR);
  return [low / factor, high * factor];
}

/**
 * Ticks at powers of ten in a range, so far apart that their labels do not touch.
 *
 * @param linear On a signed axis, the size where it turns linear: ticks are on both sides of 0.
 */
export function logTicks([low, high]: Range, linear: number | null): number[] {
  const place = (tick: number) => (linear === null ? Math.log10(tick) : Math.asinh(tick / linear));
  const gap = (place(high) - place(low)) / LABELS_MAX;
  const kept: number[] = [];
  for (const tick of byWeight([low, high], linear)) {
    const at = place(tick);
    if (kept.every((other) => Math.abs(place(other) - at) >= gap)) kept.push(tick);
  }
  return kept.sort((a, b) => a - b);
}

/** The possible ticks of a logarithmic axis, the most important first. */
function byWeight([low, high]: Range, linear: number | null): number[] {
  if (linear !== null) {
    const sizes = powers(linear, Math.max(high, -low), 1).reverse();
    const signed = [0, ...sizes.flatMap((size) => [size, -size])];
    return signed.filter((tick) => tick >= low && tick <= high);
  }
  const decades = powers(low, high, 1).reverse();
  if (decades.length >= 3) return decades;
  const finer = [...decades, ...powers(low, high, 2), ...powers(low, high, 5)];
  if (finer.length >= 2) return finer;
  return [low, high, Math.sqrt(low * high)].map((tick) => Number(tick.toPrecision(3)));
}

function powers(low: number, high: number, factor: number): number[] {
  const ticks: number[] = [];
  if (!(high > 0)) return ticks;
  const first = Math.ceil(Math.log10(low / factor) - 1e-9);
  for (let power = first; factor * 10 ** power <= high * (1 + 1e-9); power += 1) {
    ticks.push(Number((factor * 10 ** power).toPrecision(12)));
  }
  return ticks;
}

/** A value at an axis: small ones do not become 0. */
export function tickText(value: number): string {
  if (value === 0 || Math.abs(value) >= 0.001) return formatCompact(value);
  return value.toExponential().replaceAll("-", "\u2212");
}

/** Ticks as texts; in full where short texts would be equal, as in a narrow part of an axis. */
export function tickTexts(
  ticks: readonly number[],
  format: (value: number) => string,
): readonly string[] {
  const texts = ticks.map(format);
  if (new Set(texts).size === texts.length) return texts;
  const step = Math.abs(ticks[1]! - ticks[0]!);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return ticks.map((tick) => formatNumber(tick, digits));
}

/**
 * The value of a line at a point: that of the nearest point with a value, null before its first and
 * after its last one.
 */
export function valueNear(values: Values, index: number): number | null {
  if (values[index] !== null && values[index] !== undefined) return values[index];
  let [before, after] = [index - 1, index + 1];
  while (before >= 0 && values[before] === null) before -= 1;
  while (after < values.length && values[after] === null) after += 1;
  if (before < 0 || after >= values.length) return null;
  return index - before <= after - index ? values[before]! : values[after]!;
}
