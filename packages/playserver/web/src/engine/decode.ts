// Decodes an observation into named values in the world's units, like envcore.decode. Pure.
import {
  ALERT_MAX,
  ANCHOR_TICKS,
  CARGO_MAX,
  COMMODITIES,
  CREDITS_CAP,
  EDGE_TICKS_MAX,
  ESCAPE_TICKS,
  FUEL_MAX,
  HEAT_MAX,
  HULL_MAX,
  NODE_INDEX_SCALE,
  NODE_TYPES,
  OBS_DIM,
  OBSERVATION,
  PRICE_DELTA_SCALE,
  STOCK_SCALE,
  SUPPLY_MAX,
  TOOL_MAX,
  TRAVEL_FUEL_SCALE,
} from "../generated/spec";

type NodeKind = (typeof NODE_TYPES)[number];

/** An edge from the current node; slot 0 leads towards the station. */
export interface ObservedNeighbor {
  readonly slot: number;
  readonly node_type: NodeKind;
  /** 1..EDGE_TICKS_MAX. */
  readonly travel_ticks: number;
  /** For an empty ship; a full hold adds the share TRAVEL_LOAD_FACTOR. */
  readonly travel_fuel: number;
  /** 0..1; THREAT_ESTIMATE_START until the ship listens here. */
  readonly threat_estimate: number;
}

/** The ship's estimates of an asteroid of the current node; all in 0..1. */
export interface ObservedRock {
  readonly slot: number;
  /** By commodity; sums to 1. */
  readonly composition: number[];
  readonly stability: number;
  readonly depletion: number;
  readonly confidence: number;
  readonly is_selected: boolean;
}

/** One observation by name. Values are float32: exact to about 7 digits. Ticks are the remaining ones. */
export interface Observed {
  readonly fuel: number;
  readonly hull: number;
  readonly heat: number;
  readonly tool: number;
  readonly alert: number;
  readonly cargo_load: number;
  /** Units, by commodity. */
  readonly cargo: number[];
  /** To about 0.0002 %; `info` has the exact number. */
  readonly credits: number;
  /** Remaining share of the time budget. */
  readonly time_left: number;
  readonly repair_kits: number;
  readonly stabilizers: number;
  readonly decoys: number;
  readonly at_station: boolean;
  readonly has_selection: boolean;
  readonly node_type: NodeKind;
  readonly node: number;
  readonly hops_to_station: number;
  readonly escape_ticks: number;
  readonly anchor_ticks: number;
  /** Credits per unit, by commodity. */
  readonly prices: number[];
  /** Price changes since the previous observation, clipped to +-PRICE_DELTA_SCALE. */
  readonly price_changes: number[];
  /** Units, clipped to STOCK_SCALE, of the commodities in the observation's field. */
  readonly station_stock: number[];
  readonly neighbors: ObservedNeighbor[];
  readonly asteroids: ObservedRock[];
}

type FieldName = (typeof OBSERVATION)[number]["name"];

const FIELDS = new Map<FieldName, (typeof OBSERVATION)[number]>(
  OBSERVATION.map((field) => [field.name, field]),
);

/** The position of a field: first index, length, number of slots, distance of slots. */
function place(name: FieldName): { first: number; count: number; repeat: number; stride: number } {
  return FIELDS.get(name)!;
}

const AT = {
  ...{ fuel: place("fuel_frac").first, hull: place("hull_frac").first },
  ...{ heat: place("heat_frac").first, tool: place("tool_frac").first },
  ...{ load: place("cargo_load_frac").first, alert: place("alert_frac").first },
  ...{ time: place("time_frac").first, credits: place("credits_log_norm").first },
  ...{ cargo: place("cargo_by_commodity_frac").first, kits: place("repair_kits_norm").first },
  ...{ stabilizers: place("stabilizers_norm").first, decoys: place("decoys_norm").first },
  ...{ station: place("at_station_flag").first, mining: place("mining_active_flag").first },
  ...{ type: place("current_node_type").first, node: place("current_node_index_norm").first },
  ...{ hops: place("steps_to_station_norm").first, escape: place("escape_buff_frac").first },
  ...{ anchor: place("anchor_buff_frac").first, price: place("price_norm").first },
  ...{ change: place("price_delta_norm").first, stock: place("station_stock_norm").first },
} as const;
const NEIGHBOR = place("neighbors.valid");
const NEIGHBOR_AT = {
  ...{ type: place("neighbors.node_type").first, ticks: place("neighbors.travel_time_norm").first },
  ...{ fuel: place("neighbors.travel_fuel_cost_norm").first },
  ...{ threat: place("neighbors.threat_est").first },
} as const;
const ROCK = place("asteroids.valid");
const ROCK_AT = {
  ...{
    shares: place("asteroids.comp_est").first,
    stability: place("asteroids.stability_est").first,
  },
  ...{ depletion: place("asteroids.depletion_frac").first },
  ...{ confidence: place("asteroids.scan_conf").first },
  ...{ selected: place("asteroids.selected_flag").first },
} as const;
const NUM_STOCKS = place("station_stock_norm").count;
const LOG_CREDITS_CAP = Math.log1p(CREDITS_CAP);

/**
 * Name the values of an observation.
 *
 * @param row OBS_DIM numbers.
 * @throws RangeError The row has another length.
 */
export function decode(row: Float32Array): Observed {
  if (row.length !== OBS_DIM) {
    throw new RangeError(`The observation has ${row.length} numbers, expected ${OBS_DIM}.`);
  }
  const commodities = (first: number, scale: (c: number) => number): number[] =>
    COMMODITIES.map(({ id }) => row[first + id]! * scale(id));
  const whole = (at: number, scale: number): number => Math.round(row[at]! * scale);
  return {
    fuel: row[AT.fuel]! * FUEL_MAX,
    hull: row[AT.hull]! * HULL_MAX,
    heat: row[AT.heat]! * HEAT_MAX,
    tool: row[AT.tool]! * TOOL_MAX,
    alert: row[AT.alert]! * ALERT_MAX,
    cargo_load: row[AT.load]! * CARGO_MAX,
    cargo: commodities(AT.cargo, () => CARGO_MAX),
    credits: Math.expm1(row[AT.credits]! * LOG_CREDITS_CAP),
    time_left: row[AT.time]!,
    repair_kits: whole(AT.kits, SUPPLY_MAX),
    stabilizers: whole(AT.stabilizers, SUPPLY_MAX),
    decoys: whole(AT.decoys, SUPPLY_MAX),
    at_station: row[AT.station]! > 0,
    has_selection: row[AT.mining]! > 0,
    node_type: kindAt(row, AT.type),
    node: observedNode(row),
    hops_to_station: whole(AT.hops, NODE_INDEX_SCALE),
    escape_ticks: whole(AT.escape, ESCAPE_TICKS),
    anchor_ticks: whole(AT.anchor, ANCHOR_TICKS),
    prices: observedPrices(row),
    price_changes: commodities(AT.change, () => PRICE_DELTA_SCALE),
    station_stock: Array.from({ length: NUM_STOCKS }, (_, i) => row[AT.stock + i]! * STOCK_SCALE),
    neighbors: slotsOf(row, NEIGHBOR).map((slot) => neighborAt(row, slot)),
    asteroids: slotsOf(row, ROCK).map((slot) => rockAt(row, slot)),
  };
}

/** The node of an observation, without decoding the rest. */
export function observedNode(row: Float32Array): number {
  return Math.round(row[AT.node]! * NODE_INDEX_SCALE);
}

/** The fuel of an observation, without decoding the rest. */
export function observedFuel(row: Float32Array): number {
  return row[AT.fuel]! * FUEL_MAX;
}

/** The cargo of an observation by commodity, without decoding the rest. */
export function observedCargo(row: Float32Array): number[] {
  return COMMODITIES.map(({ id }) => row[AT.cargo + id]! * CARGO_MAX);
}

/** The prices of an observation by commodity, without decoding the rest. */
export function observedPrices(row: Float32Array): number[] {
  return COMMODITIES.map(({ id, price_max }) => row[AT.price + id]! * price_max);
}

/** The valid slots of a kind. */
function slotsOf(row: Float32Array, valid: ReturnType<typeof place>): number[] {
  const slots: number[] = [];
  for (let slot = 0; slot < valid.repeat; slot += 1) {
    if (row[valid.first + slot * valid.stride]! > 0) slots.push(slot);
  }
  return slots;
}

function kindAt(row: Float32Array, first: number): NodeKind {
  return NODE_TYPES.find((_, type) => row[first + type]! > 0) ?? NODE_TYPES[0];
}

function neighborAt(row: Float32Array, slot: number): ObservedNeighbor {
  const offset = slot * NEIGHBOR.stride;
  return {
    slot,
    node_type: kindAt(row, NEIGHBOR_AT.type + offset),
    travel_ticks: Math.round(row[NEIGHBOR_AT.ticks + offset]! * EDGE_TICKS_MAX),
    travel_fuel: row[NEIGHBOR_AT.fuel + offset]! * TRAVEL_FUEL_SCALE,
    threat_estimate: row[NEIGHBOR_AT.threat + offset]!,
  };
}

function rockAt(row: Float32Array, slot: number): ObservedRock {
  const offset = slot * ROCK.stride;
  const shares = ROCK_AT.shares + offset;
  return {
    slot,
    composition: Array.from(row.subarray(shares, shares + COMMODITIES.length)),
    stability: row[ROCK_AT.stability + offset]!,
    depletion: row[ROCK_AT.depletion + offset]!,
    confidence: row[ROCK_AT.confidence + offset]!,
    is_selected: row[ROCK_AT.selected + offset]! > 0,
  };
}
