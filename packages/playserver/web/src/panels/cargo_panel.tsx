// The cargo by commodity, and its value at the current prices.
import type { Frame } from "../generated/api";
import { CARGO_MAX, COMMODITIES } from "../generated/spec";
import { formatNumber } from "../lib/format";

export function CargoPanel({ frame }: { readonly frame: Frame }) {
  const total = frame.cargo.reduce((sum, units) => sum + units, 0);
  const value = frame.cargo.reduce((sum, units, c) => sum + units * (frame.prices[c] ?? 0), 0);
  return (
    <section class="panel" aria-labelledby="cargo-title">
      <header class="panel-title">
        <h2 id="cargo-title">Cargo</h2>
        <span class="num">
          {formatNumber(total, 1)} <span class="muted">/ {CARGO_MAX} units</span>
        </span>
      </header>
      <Shares shares={frame.cargo.map((units) => units / CARGO_MAX)} />
      <ul class="cargo">
        {COMMODITIES.map((commodity) => {
          const units = frame.cargo[commodity.id] ?? 0;
          return (
            <li key={commodity.id} class={units > 0 ? "" : "is-none"}>
              <span class={`dot commodity-${commodity.id}`} aria-hidden="true" />
              <span>{commodity.title}</span>
              <span class="num">{formatNumber(units, 1)}</span>
            </li>
          );
        })}
      </ul>
      <p class="panel-foot">
        Worth <b class="num">{formatNumber(value)}</b> credits at the quoted prices
      </p>
    </section>
  );
}

/** A bar of shares by commodity, hidden from screen readers: the numbers are beside it. */
export function Shares({ shares }: { readonly shares: readonly number[] }) {
  let x = 0;
  return (
    <svg class="shares" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      {shares.map((share, c) => {
        const from = x;
        x += 100 * share;
        return <rect key={c} class={`commodity-${c}`} x={from} width={100 * share} height="8" />;
      })}
    </svg>
  );
}
