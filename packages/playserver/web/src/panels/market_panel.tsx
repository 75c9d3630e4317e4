// The station's prices: now, relative to their base, and over the last ticks.
import { Sparkline } from "../charts/sparkline";
import type { Frame } from "../generated/api";
import { COMMODITIES, SEASON_TICKS_MIN, SEASON_TICKS_SPAN } from "../generated/spec";
import { formatNumber, formatSigned } from "../lib/format";
import { stretchBefore, type Track } from "../replay/track";

// a little more than the longest season, so that a whole wave is visible
const WINDOW_TICKS = 100 * Math.ceil((SEASON_TICKS_MIN + SEASON_TICKS_SPAN) / 100);

interface MarketPanelProps {
  readonly frame: Frame;
  readonly track: Track;
  /** Changes when the track grows: without it, the panel would not be drawn again. */
  readonly version?: number;
}

export function MarketPanel({ frame, track }: MarketPanelProps) {
  const fromTick = Math.max(0, frame.tick - WINDOW_TICKS);
  const [first, last] = stretchBefore(track, frame.step, fromTick);
  const ticks = track.tick.subarray(first, last + 1);
  const xSpan = { low: fromTick, high: Math.max(frame.tick, fromTick + 1) };
  return (
    <section class="panel" aria-labelledby="market-title">
      <header class="panel-title">
        <h2 id="market-title">Market</h2>
        <span class="muted">last {formatNumber(frame.tick - fromTick)} ticks, dashed: base</span>
      </header>
      <ul class="market">
        {COMMODITIES.map((commodity) => {
          const price = frame.prices[commodity.id] ?? 0;
          const change = (price / commodity.base_price - 1) * 100;
          return (
            <li key={commodity.id}>
              <span class="market-name">
                <span class={`dot commodity-${commodity.id}`} aria-hidden="true" />
                {commodity.title}
              </span>
              <b class="num">{formatNumber(price, 1)}</b>
              <span class={`num market-change ${change >= 0 ? "is-up" : "is-down"}`}>
                {formatSigned(change)} %<span class="visually-hidden"> against the base price</span>
              </span>
              <Sparkline
                xs={ticks}
                ys={track.prices[commodity.id]!.subarray(first, last + 1)}
                xSpan={xSpan}
                base={commodity.base_price}
                color={`--commodity-${commodity.id}`}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
