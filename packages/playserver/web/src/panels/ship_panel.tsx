// The ship: money, what wears out, what is left of supplies and effects.
import type { Frame } from "../generated/api";
import {
  ALERT_MAX,
  ANCHOR_TICKS,
  ESCAPE_TICKS,
  FUEL_MAX,
  HEAT_MAX,
  HULL_MAX,
  REWARD_HEAT_THRESHOLD,
  SUPPLY_MAX,
  TOOL_MAX,
} from "../generated/spec";
import { formatNumber, formatSigned } from "../lib/format";
import { Meter } from "../ui/meter";

type Tone = "good" | "warn" | "bad";

/** For what should be high: bad in the lowest fifth, a warning in the next. */
export function toneOfStock(share: number): Tone {
  if (share < 0.2) return "bad";
  return share < 0.4 ? "warn" : "good";
}

/** For what should be low: a warning from the share where it begins to cost, bad close to the end. */
export function toneOfLoad(share: number, warnFrom: number): Tone {
  if (share >= 0.9) return "bad";
  return share >= warnFrom ? "warn" : "good";
}

interface ShipPanelProps {
  readonly frame: Frame;
  /** The frame of the step before, to show changes; undefined at the start. */
  readonly before: Frame | undefined;
}

export function ShipPanel({ frame, before }: ShipPanelProps) {
  const { ship } = frame;
  const change = (key: "fuel" | "hull" | "heat" | "tool" | "alert") =>
    before === undefined ? {} : { change: ship[key] - before.ship[key] };
  return (
    <section class="panel" aria-labelledby="ship-title">
      <header class="panel-title">
        <h2 id="ship-title">Ship</h2>
      </header>
      <dl class="figures">
        <Figure label="Credits" value={formatNumber(ship.credits)} />
        <Figure label="Net profit" value={formatSigned(ship.net_profit)} />
        <Figure label="Return" value={formatSigned(frame.return, 2)} />
      </dl>
      <div class="meters">
        <Meter
          label="Fuel"
          value={ship.fuel}
          max={FUEL_MAX}
          tone={toneOfStock(ship.fuel / FUEL_MAX)}
          {...change("fuel")}
        />
        <Meter
          label="Hull"
          value={ship.hull}
          max={HULL_MAX}
          digits={1}
          tone={toneOfStock(ship.hull / HULL_MAX)}
          {...change("hull")}
        />
        <Meter
          label="Tool"
          value={ship.tool}
          max={TOOL_MAX}
          digits={1}
          tone={toneOfStock(ship.tool / TOOL_MAX)}
          {...change("tool")}
        />
        <Meter
          label="Heat"
          value={ship.heat}
          max={HEAT_MAX}
          digits={1}
          tone={toneOfLoad(ship.heat / HEAT_MAX, REWARD_HEAT_THRESHOLD / HEAT_MAX)}
          {...change("heat")}
        />
        <Meter
          label="Alert"
          value={ship.alert}
          max={ALERT_MAX}
          digits={1}
          tone={toneOfLoad(ship.alert / ALERT_MAX, 0.5)}
          {...change("alert")}
        />
      </div>
      <ul class="supplies">
        <Supply label="Repair kits" count={ship.repair_kits} of={SUPPLY_MAX} />
        <Supply label="Stabilizers" count={ship.stabilizers} of={SUPPLY_MAX} />
        <Supply label="Decoys" count={ship.decoys} of={SUPPLY_MAX} />
        <Supply label="Escape" count={ship.escape_ticks} of={ESCAPE_TICKS} unit="t" isEffect />
        <Supply label="Anchor" count={ship.anchor_ticks} of={ANCHOR_TICKS} unit="t" isEffect />
      </ul>
    </section>
  );
}

function Figure({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd class="num">{value}</dd>
    </div>
  );
}

interface SupplyProps {
  readonly label: string;
  readonly count: number;
  readonly of: number;
  readonly unit?: string;
  /** An effect that runs out, rather than a thing on board. */
  readonly isEffect?: boolean;
}

function Supply({ label, count, of, unit = "", isEffect = false }: SupplyProps) {
  const state = count === 0 ? " is-none" : isEffect ? " is-active" : "";
  return (
    <li
      class={`supply${state}`}
      title={`${label}: ${count} of ${of}${unit === "" ? "" : " ticks"}`}
    >
      <b class="num">
        {count}
        {unit !== "" && <small> {unit}</small>}
      </b>
      <span>{label}</span>
    </li>
  );
}
