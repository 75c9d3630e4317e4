// Numbers, times and names as text. Pure: no DOM, no clock.

const MINUS = "\u2212";
const plain = new Map<number, Intl.NumberFormat>();

/** Format with a fixed number of digits, groups of thousands and a true minus sign. */
export function formatNumber(value: number, digits = 0): string {
  let format = plain.get(digits);
  if (format === undefined) {
    format = new Intl.NumberFormat("en-US", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    plain.set(digits, format);
  }
  const rounded = format.format(Math.abs(value));
  const isZero = Number(rounded.replaceAll(",", "")) === 0;
  return value < 0 && !isZero ? MINUS + rounded : rounded;
}

/** Like formatNumber, with a plus sign for positive numbers. */
export function formatSigned(value: number, digits = 0): string {
  const text = formatNumber(value, digits);
  const isZero = !/[1-9]/.test(text);
  return value > 0 && !isZero ? `+${text}` : text;
}

/** 1234567 as "1.23 M": for axes and narrow columns. */
export function formatCompact(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return `${formatTrimmed(value / 1e9)} G`;
  if (size >= 1e6) return `${formatTrimmed(value / 1e6)} M`;
  if (size >= 1e4) return `${formatTrimmed(value / 1e3)} k`;
  return formatTrimmed(value);
}

function formatTrimmed(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  const text = formatNumber(value, digits);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

export function formatPercent(share: number, digits = 0): string {
  return `${formatNumber(share * 100, digits)} %`;
}

/** "water_ice" as "Water ice". */
export function humanize(name: string): string {
  const words = name.replaceAll("_", " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const STEPS: readonly (readonly [limit_s: number, unit_s: number, unit: string])[] = [
  [60, 1, "s"],
  [3600, 60, "min"],
  [86400, 3600, "h"],
  [Infinity, 86400, "d"],
];

/** The age of an ISO time in its largest unit: "12 min ago". */
export function formatAgo(iso: string, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - Date.parse(iso)) / 1000);
  if (Number.isNaN(seconds)) return iso;
  if (seconds < 5) return "just now";
  for (const [limit, size, unit] of STEPS) {
    if (seconds < limit) return `${Math.floor(seconds / size)} ${unit} ago`;
  }
  return iso;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${formatNumber(bytes / 1e3, 1)} kB`;
  return `${formatNumber(bytes / 1e6, 1)} MB`;
}

/** The first digits of a digest: enough to distinguish a few. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 12);
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
