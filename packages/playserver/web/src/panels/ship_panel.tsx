// The ship: credits, condition, supplies and active effects.
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

/** The tone of a value that should be high: bad in the lowest fifth, a warning in the next. */
export function toneOfStock(share: number): Tone {
  if (share < 0.2) return "bad";
  return share < 0.4 ? "warn" : "good";
}

/** The tone of a value that should be low: a warning from `warnFrom`, bad from 90 %. */
export function toneOfLoad(share: number, warnFrom: number): Tone {
  if (share >= 0.9) return "bad";
  return share >= warnFrom ? "warn" : "good";
}

interface ShipPanelProps {
  readonly frame: Frame;
  /** The frame of the previous step, to show changes; undefined at the start. */
  readonly before: Frame | undefined;
}

type Gauge = "fuel" | "hull" | "tool" | "heat" | "alert";

interface GaugeRow {
  readonly key: Gauge;
  readonly label: string;
  readonly max: number;
  readonly digits: number;
  readonly toneOf: (share: number) => Tone;
}

const ALERT_WARN_SHARE = 0.5;
const GAUGES: readonly GaugeRow[] = [
  { key: "fuel", label: "Fuel", max: FUEL_MAX, digits: 0, toneOf: toneOfStock },
  { key: "hull", label: "Hull", max: HULL_MAX, digits: 1, toneOf: toneOfStock },
  { key: "tool", label: "Tool", max: TOOL_MAX, digits: 1, toneOf: toneOfStock },
  {
    key: "heat",
    label: "Heat",
    max: HEAT_MAX,
    digits: 1,
    toneOf: (share) => toneOfLoad(share, REWARD_HEAT_THRESHOLD / HEAT_MAX),
  },
  {
    key: "alert",
    label: "Alert",
    max: ALERT_MAX,
    digits: 1,
    toneOf: (share) => toneOfLoad(share, ALERT_WARN_SHARE),
  },
];

export function ShipPanel({ frame, before }: ShipPanelProps) {
  const { ship } = frame;
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
        {GAUGES.map(({ key, label, max, digits, toneOf }) => (
          <Meter
            key={key}
            {...{ label, max, digits }}
            value={ship[key]}
            tone={toneOf(ship[key] / max)}
            {...(before === undefined ? {} : { change: ship[key] - before.ship[key] })}
          />
        ))}
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
  /** Whether it is a temporary effect, not an item on board. */
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
