// A bar that shows a value relative to its maximum.
import { clamp, formatNumber, formatSigned } from "../lib/format";

interface MeterProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly unit?: string;
  readonly digits?: number;
  readonly tone: "good" | "warn" | "bad" | "plain";
  /** Change since the previous step. */
  readonly change?: number;
}

export function Meter({ label, value, max, unit = "", digits = 0, tone, change }: MeterProps) {
  const share = clamp(value / max, 0, 1);
  const shows = change !== undefined && Math.abs(change) >= 0.5 * 10 ** -digits;
  return (
    <div class={`meter tone-${tone}`}>
      <span class="meter-label">{label}</span>
      <span class="meter-change num">{shows ? formatSigned(change, digits) : ""}</span>
      <span class="meter-value num">
        {formatNumber(value, digits)}
        <small>
          {" "}
          / {formatNumber(max)}
          {unit === "" ? "" : ` ${unit}`}
        </small>
      </span>
      <span
        class="meter-track"
        role="meter"
        aria-label={label}
        aria-valuenow={Number(value.toFixed(digits))}
        aria-valuemin={0}
        aria-valuemax={max}
      >
        <span class="meter-fill" style={{ transform: `scaleX(${share})` }} />
      </span>
    </div>
  );
}
