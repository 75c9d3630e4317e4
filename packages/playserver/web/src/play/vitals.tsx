// What the ship has, in one line that stays in sight: credits, fuel, hull, heat and hold.
import type { Frame } from "../generated/api";
import { CARGO_MAX, FUEL_MAX, HEAT_MAX, HULL_MAX, REWARD_HEAT_THRESHOLD } from "../generated/spec";
import { formatNumber } from "../lib/format";
import { toneOfLoad, toneOfStock } from "../panels/ship_panel";

export function Vitals({ frame }: { readonly frame: Frame }) {
  const { credits, fuel, hull, heat } = frame.ship;
  const load = frame.cargo.reduce((sum, units) => sum + units, 0);
  const rows = [
    ["Credits", credits, "plain"],
    ["Fuel", fuel, toneOfStock(fuel / FUEL_MAX)],
    ["Hull", hull, toneOfStock(hull / HULL_MAX)],
    ["Heat", heat, toneOfLoad(heat / HEAT_MAX, REWARD_HEAT_THRESHOLD / HEAT_MAX)],
    ["Hold", load, load >= CARGO_MAX ? "warn" : "plain"],
  ] as const;
  return (
    <dl class="vitals" aria-label="The ship at a glance">
      {rows.map(([label, value, tone]) => (
        <div key={label} class={`tone-${tone}`}>
          <dt>{label}</dt>
          <dd class="num">{formatNumber(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
