// Generated from packages/envcore/spec/prospector.toml by `nox -s gen`. Do not edit.

export const SPEC_DIGEST = "9aa0bbde9bc8afc6a152862d6be3cf53ca4c2bfa3c3c2a7f78754bed3b135577";
export const SPEC_VERSION = 1;
export const ENV_ID = "AsteroidProspector-v1";

export const OBS_DIM = 260;
export const N_ACTIONS = 69;
export const N_COMMODITIES = 6;
export const N_NODE_TYPES = 3;
export const MAX_NODES = 32;
export const MAX_NEIGHBORS = 6;
export const MAX_ASTEROIDS = 16;
export const MAX_EDGES = 63;

export const ODDS_DIVISOR = 8.0;
export const WAVE_SLOPE = 4.0;
export const WAVE_LINEAR = 0.775;
export const WAVE_QUADRATIC = 0.225;
export const LN2 = 0.6931471805599453;
export const SQRT_HALF = 0.7071067811865476;
export const BELL_CENTER = 131070;
export const BELL_SCALE = 2.6429e-05;
export const NODE_COUNT_MIN = 8;
export const NODE_COUNT_SPAN = 25;
export const GRAPH_EXTRA_INDEX = 64;
export const GRAPH_EDGE_INDEX = 256;
export const HAZARD_NODE_CHANCE = 0.25;
export const DANGER_BASE = 0.05;
export const DANGER_SPREAD = 0.3;
export const DANGER_HAZARD_EXTRA = 0.25;
export const PIRACY_BASE = 0.05;
export const PIRACY_SPREAD = 0.25;
export const PIRACY_HAZARD_EXTRA = 0.12;
export const EDGE_TICKS_MAX = 8;
export const EDGE_FUEL_BASE = 8.0;
export const EDGE_FUEL_SPREAD = 8.0;
export const THREAT_DANGER_WEIGHT = 0.5;
export const THREAT_PIRACY_WEIGHT = 0.5;
export const THREAT_NOISE = 0.05;
export const THREAT_ESTIMATE_START = 0.5;
export const FIELD_COUNT_INDEX = 1024;
export const ASTEROID_COUNT_MIN = 5;
export const ASTEROID_COUNT_SPAN = 12;
export const RICHNESS_SCALE = 0.55;
export const RICHNESS_MAX = 4.0;
export const RICHNESS_HAZARD_FACTOR = 1.5;
export const SCAN_DIFFICULTY_BASE = 0.04;
export const SCAN_DIFFICULTY_SPREAD = 0.18;
export const ESTIMATE_TRUTH_SHARE = 0.25;
export const ESTIMATE_GUESS_SHARE = 0.75;
export const STABILITY_ESTIMATE_START = 0.5;
export const CONFIDENCE_START = 0.1;
export const SEASON_TICKS_MIN = 180;
export const SEASON_TICKS_SPAN = 201;
export const SWING_BASE = 0.1;
export const SWING_SPREAD = 0.2;
export const STOCK_BASE = 20.0;
export const STOCK_SPREAD = 100.0;
export const DRIFT_START = 0.06;
export const DRIFT_KEEP = 0.97;
export const DRIFT_NOISE = 0.0146;
export const SHOCK_KEEP = 0.985;
export const SHOCK_FLOOR = 1e-12;
export const STOCK_KEEP = 0.985;
export const SHOCK_ODDS = 400.0;
export const SHOCK_UP_BIT = 8;
export const SHOCK_UP_BASE = 0.25;
export const SHOCK_UP_SPREAD = 0.25;
export const SHOCK_DOWN_BASE = 0.15;
export const SHOCK_DOWN_SPREAD = 0.15;
export const EXPOSURE_HULL = 0.15;
export const EXPOSURE_ROLL_BASE = 0.8;
export const EXPOSURE_ROLL_SPREAD = 0.4;
export const EXPOSURE_HEAT = 0.5;
export const EXPOSURE_ALERT = 0.8;
export const PIRATE_BIAS = -9.0;
export const PIRATE_PIRACY_WEIGHT = 3.0;
export const PIRATE_ALERT_WEIGHT = 2.2;
export const PIRATE_CARGO_WEIGHT = 3.0;
export const PIRATE_CARGO_HALF = 5000.0;
export const PIRATE_ESCAPE_RELIEF = 2.8;
export const PIRATE_SHARE_BASE = 0.08;
export const PIRATE_SHARE_SPREAD = 0.12;
export const DECOY_CHANCE = 0.6;
export const DECOY_SHARE_FACTOR = 0.3;
export const CARGO_DUST = 1e-06;
export const PIRATE_HULL_BASE = 1.0;
export const PIRATE_HULL_SPREAD = 3.0;
export const PIRATE_ALERT = 8.0;
export const COOLING = 2.5;
export const OVERHEAT_HULL = 1.25;
export const CALMING = 1.0;
export const FUEL_MAX = 1000.0;
export const HULL_MAX = 100.0;
export const HEAT_MAX = 100.0;
export const TOOL_MAX = 100.0;
export const CARGO_MAX = 200.0;
export const ALERT_MAX = 100.0;
export const SUPPLY_MAX = 12;
export const START_REPAIR_KITS = 3;
export const START_STABILIZERS = 2;
export const START_DECOYS = 1;
export const TRAVEL_LOAD_FACTOR = 0.5;
export const ESCAPE_TICKS = 4;
export const ANCHOR_TICKS = 6;
export const LISTEN_NOISE = 0.08;
export const LISTEN_KEEP = 0.25;
export const LISTEN_BLEND = 0.75;
export const SCAN_SIGMA_BASE = 1.1;
export const SCAN_INDEX_STRIDE = 64;
export const SCAN_FLOOR = 1e-08;
export const TOOL_EFFICIENCY_BASE = 0.4;
export const TOOL_EFFICIENCY_SLOPE = 0.6;
export const HOT_FRAC = 0.7;
export const HOT_SPAN = 0.3;
export const HOT_EFFICIENCY_MIN = 0.1;
export const MINE_CARGO_LIMIT = 199.99;
export const DEPLETION_PER_UNIT = 0.005;
export const DEPLETION_END = 0.95;
export const FRACTURE_BIAS = -10.0;
export const FRACTURE_STABILITY_WEIGHT = 10.0;
export const FRACTURE_HEAT_WEIGHT = 2.2;
export const FRACTURE_TOOL_WEIGHT = 1.5;
export const FRACTURE_ANCHOR_RELIEF = 1.6;
export const FRACTURE_HULL = 50.0;
export const FRACTURE_ROLL_BASE = 0.5;
export const FRACTURE_ROLL_SPREAD = 0.5;
export const FRACTURE_DANGER = 0.1;
export const REFINE_UNITS_MIN = 1.0;
export const REFINE_SHARE = 0.15;
export const REFINE_KEEP = 0.85;
export const REFINE_YIELD = 0.45;
export const JETTISON_ALERT_MAX = 8.0;
export const JETTISON_ALERT_PER_UNIT = 0.8;
export const SELL_DUST = 0.01;
export const CREDIT_SCALE = 1000.0;
export const REWARD_EXTRACT = 0.02;
export const REWARD_FUEL = -0.1;
export const REWARD_FUEL_SCALE = 100.0;
export const REWARD_TIME = -0.001;
export const REWARD_WEAR = -0.05;
export const REWARD_WEAR_SCALE = 10.0;
export const REWARD_HEAT = -0.2;
export const REWARD_HEAT_THRESHOLD = 70.0;
export const REWARD_HEAT_SCALE = 100.0;
export const REWARD_DAMAGE = -1.0;
export const REWARD_DAMAGE_SCALE = 10.0;
export const REWARD_SCAN = -0.005;
export const REWARD_INVALID = -0.01;
export const REWARD_PIRATE = -1.0;
export const REWARD_STRANDED = -50.0;
export const REWARD_DESTROYED = -100.0;
export const REWARD_CREDITS = 0.002;
export const CREDITS_CAP = 10000000.0;
export const NODE_INDEX_SCALE = 31.0;
export const TRAVEL_FUEL_SCALE = 160.0;
export const PRICE_DELTA_SCALE = 100.0;
export const STOCK_SCALE = 500.0;

export const SELL_FRACTIONS = [0.25, 0.5, 1.0] as const;
export const SELL_PERCENTS = [25, 50, 100] as const;
export const STOCK_SHOWN = [0, 2, 3, 4] as const;

export const COMMODITIES = [
  {"id": 0, "name": "iron", "title": "Iron", "base_price": 45.0, "price_min": 12.0, "price_max": 180.0, "depth": 500.0},
  {"id": 1, "name": "nickel", "title": "Nickel", "base_price": 55.0, "price_min": 15.0, "price_max": 200.0, "depth": 500.0},
  {"id": 2, "name": "water_ice", "title": "Water ice", "base_price": 85.0, "price_min": 20.0, "price_max": 240.0, "depth": 450.0},
  {"id": 3, "name": "pge", "title": "PGE", "base_price": 145.0, "price_min": 50.0, "price_max": 320.0, "depth": 350.0},
  {"id": 4, "name": "rare_isotopes", "title": "Rare isotopes", "base_price": 210.0, "price_min": 80.0, "price_max": 420.0, "depth": 300.0},
  {"id": 5, "name": "volatiles", "title": "Volatiles", "base_price": 120.0, "price_min": 30.0, "price_max": 300.0, "depth": 400.0},
] as const;

export const NODE_TYPES = [
  "station",
  "cluster",
  "hazard",
] as const;

export const END_CAUSES = [
  "destroyed",
  "stranded",
  "cashed_out",
  "timeout",
] as const;

export const EVENTS = [
  {"bit": 0, "name": "invalid_action", "doc": "The action was illegal."},
  {"bit": 1, "name": "travelled", "doc": "The ship flew along an edge."},
  {"bit": 2, "name": "scanned", "doc": "A scan was made."},
  {"bit": 3, "name": "mined", "doc": "The selected asteroid was mined."},
  {"bit": 4, "name": "fracture", "doc": "The asteroid cracked."},
  {"bit": 5, "name": "stabilized", "doc": "A stabilizer was used."},
  {"bit": 6, "name": "refined", "doc": "Iron and nickel were refined."},
  {"bit": 7, "name": "sold", "doc": "Goods were sold."},
  {"bit": 8, "name": "bought", "doc": "Fuel or supplies were bought."},
  {"bit": 9, "name": "overhauled", "doc": "Hull and tool were made as new."},
  {"bit": 10, "name": "docked", "doc": "The ship docked."},
  {"bit": 11, "name": "jettisoned", "doc": "Cargo was thrown overboard."},
  {"bit": 12, "name": "pirates", "doc": "Pirates took a share of the cargo."},
  {"bit": 13, "name": "decoy_used", "doc": "A decoy drew the pirates off."},
  {"bit": 14, "name": "overheated", "doc": "Heat passed its limit and hurt the hull."},
  {"bit": 15, "name": "market_shock", "doc": "A price jumped or fell."},
  {"bit": 16, "name": "asteroid_exhausted", "doc": "The selected asteroid has nothing left."},
  {"bit": 17, "name": "destroyed", "doc": "The ship was destroyed."},
  {"bit": 18, "name": "stranded", "doc": "The ship is out of fuel away from the station."},
  {"bit": 19, "name": "cashed_out", "doc": "The player cashed out."},
  {"bit": 20, "name": "timeout", "doc": "The time budget is used up."},
] as const;

export const ACTIONS = [
  {"id": 0, "name": "TRAVEL_0", "family": "travel", "arg": 0, "ticks": 0, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "neighbor slot 0 is valid", "doc": "Fly to the neighbor in slot 0.", "title": "Travel by slot 0", "key": "1"},
  {"id": 1, "name": "TRAVEL_1", "family": "travel", "arg": 1, "ticks": 0, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "neighbor slot 1 is valid", "doc": "Fly to the neighbor in slot 1.", "title": "Travel by slot 1", "key": "2"},
  {"id": 2, "name": "TRAVEL_2", "family": "travel", "arg": 2, "ticks": 0, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "neighbor slot 2 is valid", "doc": "Fly to the neighbor in slot 2.", "title": "Travel by slot 2", "key": "3"},
  {"id": 3, "name": "TRAVEL_3", "family": "travel", "arg": 3, "ticks": 0, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "neighbor slot 3 is valid", "doc": "Fly to the neighbor in slot 3.", "title": "Travel by slot 3", "key": "4"},
  {"id": 4, "name": "TRAVEL_4", "family": "travel", "arg": 4, "ticks": 0, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "neighbor slot 4 is valid", "doc": "Fly to the neighbor in slot 4.", "title": "Travel by slot 4", "key": "5"},
  {"id": 5, "name": "TRAVEL_5", "family": "travel", "arg": 5, "ticks": 0, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "neighbor slot 5 is valid", "doc": "Fly to the neighbor in slot 5.", "title": "Travel by slot 5", "key": "6"},
  {"id": 6, "name": "HOLD_DRIFT", "family": "hold", "arg": 0, "ticks": 1, "fuel": 0.0, "alert": -3.0, "heat": -2.5, "credits": 0.0, "amount": 0.0, "legal": "always", "doc": "Drift quietly: less alert, less heat.", "title": "Hold drift", "key": "h"},
  {"id": 7, "name": "EMERGENCY_BURN", "family": "burn", "arg": 0, "ticks": 1, "fuel": 18.0, "alert": 10.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "fuel >= 18", "doc": "Burn hard: pirates find the ship less easily for this step and 4 more ticks.", "title": "Emergency burn", "key": "e"},
  {"id": 8, "name": "WIDE_SCAN", "family": "scan", "arg": 0, "ticks": 3, "fuel": 5.0, "alert": 4.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "away from the station, fuel >= 5", "doc": "Scan every asteroid of the node.", "title": "Wide scan", "key": "w"},
  {"id": 9, "name": "FOCUSED_SCAN", "family": "scan", "arg": 1, "ticks": 2, "fuel": 4.0, "alert": 3.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "an asteroid is selected, fuel >= 4", "doc": "Scan the selected asteroid.", "title": "Focused scan", "key": "f"},
  {"id": 10, "name": "DEEP_SCAN", "family": "scan", "arg": 2, "ticks": 4, "fuel": 8.0, "alert": 6.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "an asteroid is selected, fuel >= 8", "doc": "Scan the selected asteroid thoroughly.", "title": "Deep scan", "key": "d"},
  {"id": 11, "name": "THREAT_LISTEN", "family": "listen", "arg": 0, "ticks": 2, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "always", "doc": "Listen for the threat on every edge of the node.", "title": "Threat listen", "key": "l"},
  {"id": 12, "name": "SELECT_0", "family": "select", "arg": 0, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "asteroid 0 exists here, is not exhausted and is not the selected one", "doc": "Select asteroid 0 of the node.", "title": "Select rock 0", "key": "s0"},
  {"id": 13, "name": "SELECT_1", "family": "select", "arg": 1, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "asteroid 1 exists here, is not exhausted and is not the selected one", "doc": "Select asteroid 1 of the node.", "title": "Select rock 1", "key": "s1"},
  {"id": 14, "name": "SELECT_2", "family": "select", "arg": 2, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "asteroid 2 exists here, is not exhausted and is not the selected one", "doc": "Select asteroid 2 of the node.", "title": "Select rock 2", "key": "s2"},
  {"id": 15, "name": "SELECT_3", "family": "select", "arg": 3, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "asteroid 3 exists here, is not exhausted and is not the selected one", "doc": "Select asteroid 3 of the node.", "title": "Select rock 3", "key": "s3"},
  {"id": 16, "name": "SELECT_4", "family": "select", "arg": 4, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "asteroid 4 exists here, is not exhausted and is not the selected one", "doc": "Select asteroid 4 of the node.", "title": "Select rock 4", "key": "s4"},
  {"id": 17, "name": "SELECT_5", "family": "select", "arg": 5, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "asteroid 5 exists here, is not exhausted and is not the selected one", "doc": "Select asteroid 5 of the node.", "title": "Select rock 5", "key": "s5"},
  {"id": 18, "name": "SELECT_6", "family": "select", "arg": 6, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "asteroid 6 exists here, is not exhausted and is not the selected one", "doc": "Select asteroid 6 of the node.", "title": "Select rock 6", "key": "s6"},
  {"id": 19, "name": "SELECT_7", "family": "select", "arg": 7, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "asteroid 7 exists here, is not exhausted and is not the selected one", "doc": "Select asteroid 7 of the node.", "title": "Select rock 7", "key": "s7"},
  {"id": 20, "name": "SELECT_8", "family": "select", "arg": 8, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "asteroid 8 exists here, is not exhausted and is not the selected one", "doc": "Select asteroid 8 of the node.", "title": "Select rock 8", "key": "s8"},
  {"id": 21, "name": "SELECT_9", "family": "select", "arg": 9, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "asteroid 9 exists here, is not exhausted and is not the selected one", "doc": "Select asteroid 9 of the node.", "title": "Select rock 9", "key": "s9"},
  {"id": 22, "name": "SELECT_10", "family": "select", "arg": 10, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "asteroid 10 exists here, is not exhausted and is not the selected one", "doc": "Select asteroid 10 of the node.", "title": "Select rock 10", "key": "sa"},
  {"id": 23, "name": "SELECT_11", "family": "select", "arg": 11, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "asteroid 11 exists here, is not exhausted and is not the selected one", "doc": "Select asteroid 11 of the node.", "title": "Select rock 11", "key": "sb"},
  {"id": 24, "name": "SELECT_12", "family": "select", "arg": 12, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "asteroid 12 exists here, is not exhausted and is not the selected one", "doc": "Select asteroid 12 of the node.", "title": "Select rock 12", "key": "sc"},
  {"id": 25, "name": "SELECT_13", "family": "select", "arg": 13, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "asteroid 13 exists here, is not exhausted and is not the selected one", "doc": "Select asteroid 13 of the node.", "title": "Select rock 13", "key": "sd"},
  {"id": 26, "name": "SELECT_14", "family": "select", "arg": 14, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "asteroid 14 exists here, is not exhausted and is not the selected one", "doc": "Select asteroid 14 of the node.", "title": "Select rock 14", "key": "se"},
  {"id": 27, "name": "SELECT_15", "family": "select", "arg": 15, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "asteroid 15 exists here, is not exhausted and is not the selected one", "doc": "Select asteroid 15 of the node.", "title": "Select rock 15", "key": "sf"},
  {"id": 28, "name": "MINE_CONSERVATIVE", "family": "mine", "arg": 0, "ticks": 1, "fuel": 0.0, "alert": 1.2, "heat": 2.0, "credits": 0.0, "amount": 0.0, "legal": "an asteroid is selected, total cargo < 199.99", "doc": "Mine carefully.", "title": "Mine, conservative", "key": "n"},
  {"id": 29, "name": "MINE_STANDARD", "family": "mine", "arg": 1, "ticks": 1, "fuel": 0.0, "alert": 2.2, "heat": 4.0, "credits": 0.0, "amount": 0.0, "legal": "an asteroid is selected, total cargo < 199.99", "doc": "Mine.", "title": "Mine, standard", "key": "m"},
  {"id": 30, "name": "MINE_AGGRESSIVE", "family": "mine", "arg": 2, "ticks": 1, "fuel": 0.0, "alert": 4.0, "heat": 7.0, "credits": 0.0, "amount": 0.0, "legal": "an asteroid is selected, total cargo < 199.99", "doc": "Mine hard: more yield, heat, wear, noise and fractures.", "title": "Mine, aggressive", "key": "b"},
  {"id": 31, "name": "STABILIZE", "family": "stabilize", "arg": 0, "ticks": 2, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "an asteroid is selected, stabilizers > 0", "doc": "Anchor the selected asteroid against fracture for 6 ticks.", "title": "Stabilize", "key": "a"},
  {"id": 32, "name": "REFINE", "family": "refine", "arg": 0, "ticks": 2, "fuel": 4.0, "alert": 3.0, "heat": 6.0, "credits": 0.0, "amount": 0.0, "legal": "iron + nickel >= 1 unit, fuel >= 4", "doc": "Turn a share of iron and nickel into rare isotopes.", "title": "Refine", "key": "r"},
  {"id": 33, "name": "COOLDOWN", "family": "cooldown", "arg": 0, "ticks": 2, "fuel": 2.0, "alert": 1.0, "heat": -20.0, "credits": 0.0, "amount": 0.0, "legal": "fuel >= 2", "doc": "Vent heat.", "title": "Cooldown", "key": "c"},
  {"id": 34, "name": "TOOL_MAINTENANCE", "family": "mend_tool", "arg": 0, "ticks": 2, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 25.0, "legal": "kits > 0, tool below max", "doc": "Use a repair kit on the tool.", "title": "Tool maintenance", "key": "t"},
  {"id": 35, "name": "HULL_PATCH", "family": "mend_hull", "arg": 0, "ticks": 2, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 20.0, "legal": "kits > 0, hull below max", "doc": "Use a repair kit on the hull.", "title": "Hull patch", "key": "p"},
  {"id": 36, "name": "JETTISON_IRON", "family": "jettison", "arg": 0, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "cargo of iron > 0", "doc": "Throw all iron overboard; lowers alert.", "title": "Jettison Iron", "key": "j1"},
  {"id": 37, "name": "JETTISON_NICKEL", "family": "jettison", "arg": 1, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "cargo of nickel > 0", "doc": "Throw all nickel overboard; lowers alert.", "title": "Jettison Nickel", "key": "j2"},
  {"id": 38, "name": "JETTISON_WATER_ICE", "family": "jettison", "arg": 2, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "cargo of water_ice > 0", "doc": "Throw all water_ice overboard; lowers alert.", "title": "Jettison Water ice", "key": "j3"},
  {"id": 39, "name": "JETTISON_PGE", "family": "jettison", "arg": 3, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "cargo of pge > 0", "doc": "Throw all pge overboard; lowers alert.", "title": "Jettison PGE", "key": "j4"},
  {"id": 40, "name": "JETTISON_RARE_ISOTOPES", "family": "jettison", "arg": 4, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "cargo of rare_isotopes > 0", "doc": "Throw all rare_isotopes overboard; lowers alert.", "title": "Jettison Rare isotopes", "key": "j5"},
  {"id": 41, "name": "JETTISON_VOLATILES", "family": "jettison", "arg": 5, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "cargo of volatiles > 0", "doc": "Throw all volatiles overboard; lowers alert.", "title": "Jettison Volatiles", "key": "j6"},
  {"id": 42, "name": "DOCK", "family": "dock", "arg": 0, "ticks": 1, "fuel": 0.0, "alert": -20.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station", "doc": "Dock and lie low.", "title": "Dock", "key": "o"},
  {"id": 43, "name": "SELL_IRON_25", "family": "sell", "arg": 0, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station, cargo of iron > 0", "doc": "Sell 25 % of the iron on board.", "title": "Sell 25 % Iron", "key": "$1"},
  {"id": 44, "name": "SELL_IRON_50", "family": "sell", "arg": 1, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station, cargo of iron > 0", "doc": "Sell 50 % of the iron on board.", "title": "Sell 50 % Iron", "key": "%1"},
  {"id": 45, "name": "SELL_IRON_100", "family": "sell", "arg": 2, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station, cargo of iron > 0", "doc": "Sell 100 % of the iron on board.", "title": "Sell 100 % Iron", "key": "x1"},
  {"id": 46, "name": "SELL_NICKEL_25", "family": "sell", "arg": 3, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station, cargo of nickel > 0", "doc": "Sell 25 % of the nickel on board.", "title": "Sell 25 % Nickel", "key": "$2"},
  {"id": 47, "name": "SELL_NICKEL_50", "family": "sell", "arg": 4, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station, cargo of nickel > 0", "doc": "Sell 50 % of the nickel on board.", "title": "Sell 50 % Nickel", "key": "%2"},
  {"id": 48, "name": "SELL_NICKEL_100", "family": "sell", "arg": 5, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station, cargo of nickel > 0", "doc": "Sell 100 % of the nickel on board.", "title": "Sell 100 % Nickel", "key": "x2"},
  {"id": 49, "name": "SELL_WATER_ICE_25", "family": "sell", "arg": 6, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station, cargo of water_ice > 0", "doc": "Sell 25 % of the water_ice on board.", "title": "Sell 25 % Water ice", "key": "$3"},
  {"id": 50, "name": "SELL_WATER_ICE_50", "family": "sell", "arg": 7, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station, cargo of water_ice > 0", "doc": "Sell 50 % of the water_ice on board.", "title": "Sell 50 % Water ice", "key": "%3"},
  {"id": 51, "name": "SELL_WATER_ICE_100", "family": "sell", "arg": 8, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station, cargo of water_ice > 0", "doc": "Sell 100 % of the water_ice on board.", "title": "Sell 100 % Water ice", "key": "x3"},
  {"id": 52, "name": "SELL_PGE_25", "family": "sell", "arg": 9, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station, cargo of pge > 0", "doc": "Sell 25 % of the pge on board.", "title": "Sell 25 % PGE", "key": "$4"},
  {"id": 53, "name": "SELL_PGE_50", "family": "sell", "arg": 10, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station, cargo of pge > 0", "doc": "Sell 50 % of the pge on board.", "title": "Sell 50 % PGE", "key": "%4"},
  {"id": 54, "name": "SELL_PGE_100", "family": "sell", "arg": 11, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station, cargo of pge > 0", "doc": "Sell 100 % of the pge on board.", "title": "Sell 100 % PGE", "key": "x4"},
  {"id": 55, "name": "SELL_RARE_ISOTOPES_25", "family": "sell", "arg": 12, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station, cargo of rare_isotopes > 0", "doc": "Sell 25 % of the rare_isotopes on board.", "title": "Sell 25 % Rare isotopes", "key": "$5"},
  {"id": 56, "name": "SELL_RARE_ISOTOPES_50", "family": "sell", "arg": 13, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station, cargo of rare_isotopes > 0", "doc": "Sell 50 % of the rare_isotopes on board.", "title": "Sell 50 % Rare isotopes", "key": "%5"},
  {"id": 57, "name": "SELL_RARE_ISOTOPES_100", "family": "sell", "arg": 14, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station, cargo of rare_isotopes > 0", "doc": "Sell 100 % of the rare_isotopes on board.", "title": "Sell 100 % Rare isotopes", "key": "x5"},
  {"id": 58, "name": "SELL_VOLATILES_25", "family": "sell", "arg": 15, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station, cargo of volatiles > 0", "doc": "Sell 25 % of the volatiles on board.", "title": "Sell 25 % Volatiles", "key": "$6"},
  {"id": 59, "name": "SELL_VOLATILES_50", "family": "sell", "arg": 16, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station, cargo of volatiles > 0", "doc": "Sell 50 % of the volatiles on board.", "title": "Sell 50 % Volatiles", "key": "%6"},
  {"id": 60, "name": "SELL_VOLATILES_100", "family": "sell", "arg": 17, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station, cargo of volatiles > 0", "doc": "Sell 100 % of the volatiles on board.", "title": "Sell 100 % Volatiles", "key": "x6"},
  {"id": 61, "name": "BUY_FUEL_SMALL", "family": "buy_fuel", "arg": 0, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 60.0, "amount": 120.0, "legal": "at the station, credits >= 60, fuel below max", "doc": "Buy 120 fuel for 60 credits.", "title": "Buy fuel small", "key": "7"},
  {"id": 62, "name": "BUY_FUEL_MEDIUM", "family": "buy_fuel", "arg": 0, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 120.0, "amount": 260.0, "legal": "at the station, credits >= 120, fuel below max", "doc": "Buy 260 fuel for 120 credits.", "title": "Buy fuel medium", "key": "8"},
  {"id": 63, "name": "BUY_FUEL_LARGE", "family": "buy_fuel", "arg": 0, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 210.0, "amount": 480.0, "legal": "at the station, credits >= 210, fuel below max", "doc": "Buy 480 fuel for 210 credits.", "title": "Buy fuel large", "key": "9"},
  {"id": 64, "name": "BUY_REPAIR_KIT", "family": "buy_supply", "arg": 0, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 150.0, "amount": 0.0, "legal": "at the station, credits >= 150, fewer than 12 held", "doc": "Buy a repair kit.", "title": "Buy repair kit", "key": "k"},
  {"id": 65, "name": "BUY_STABILIZER", "family": "buy_supply", "arg": 1, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 175.0, "amount": 0.0, "legal": "at the station, credits >= 175, fewer than 12 held", "doc": "Buy a stabilizer.", "title": "Buy stabilizer", "key": "i"},
  {"id": 66, "name": "BUY_DECOY", "family": "buy_supply", "arg": 2, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 110.0, "amount": 0.0, "legal": "at the station, credits >= 110, fewer than 12 held", "doc": "Buy a decoy.", "title": "Buy decoy", "key": "y"},
  {"id": 67, "name": "OVERHAUL", "family": "overhaul", "arg": 0, "ticks": 3, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 280.0, "amount": 0.0, "legal": "at the station, credits >= 280, hull or tool below max", "doc": "Have hull and tool made as new.", "title": "Overhaul", "key": "v"},
  {"id": 68, "name": "CASH_OUT", "family": "cash_out", "arg": 0, "ticks": 1, "fuel": 0.0, "alert": 0.0, "heat": 0.0, "credits": 0.0, "amount": 0.0, "legal": "at the station, credits > 0", "doc": "End the episode and keep the credits.", "title": "Cash out", "key": "q"},
] as const;

export const OBSERVATION = [
  {"name": "fuel_frac", "first": 0, "count": 1, "repeat": 1, "stride": 1, "doc": "fuel / FUEL_MAX"},
  {"name": "hull_frac", "first": 1, "count": 1, "repeat": 1, "stride": 1, "doc": "hull / HULL_MAX"},
  {"name": "heat_frac", "first": 2, "count": 1, "repeat": 1, "stride": 1, "doc": "heat / HEAT_MAX"},
  {"name": "tool_frac", "first": 3, "count": 1, "repeat": 1, "stride": 1, "doc": "tool condition / TOOL_MAX"},
  {"name": "cargo_load_frac", "first": 4, "count": 1, "repeat": 1, "stride": 1, "doc": "total cargo / CARGO_MAX"},
  {"name": "alert_frac", "first": 5, "count": 1, "repeat": 1, "stride": 1, "doc": "alert / ALERT_MAX"},
  {"name": "time_frac", "first": 6, "count": 1, "repeat": 1, "stride": 1, "doc": "ticks remaining / time budget"},
  {"name": "credits_log_norm", "first": 7, "count": 1, "repeat": 1, "stride": 1, "doc": "log1p(credits) / log1p(CREDITS_CAP)"},
  {"name": "cargo_by_commodity_frac", "first": 8, "count": 6, "repeat": 1, "stride": 6, "doc": "cargo of the commodity / CARGO_MAX"},
  {"name": "repair_kits_norm", "first": 14, "count": 1, "repeat": 1, "stride": 1, "doc": "repair kits / 12"},
  {"name": "stabilizers_norm", "first": 15, "count": 1, "repeat": 1, "stride": 1, "doc": "stabilizers / 12"},
  {"name": "decoys_norm", "first": 16, "count": 1, "repeat": 1, "stride": 1, "doc": "decoys / 12"},
  {"name": "at_station_flag", "first": 17, "count": 1, "repeat": 1, "stride": 1, "doc": "the ship is at the station node"},
  {"name": "mining_active_flag", "first": 18, "count": 1, "repeat": 1, "stride": 1, "doc": "a valid asteroid is selected"},
  {"name": "current_node_type", "first": 19, "count": 3, "repeat": 1, "stride": 3, "doc": "one-hot: station, cluster, hazard"},
  {"name": "current_node_index_norm", "first": 22, "count": 1, "repeat": 1, "stride": 1, "doc": "node / 31"},
  {"name": "steps_to_station_norm", "first": 23, "count": 1, "repeat": 1, "stride": 1, "doc": "hops to the station / 31"},
  {"name": "neighbors.valid", "first": 24, "count": 1, "repeat": 6, "stride": 7, "doc": "the slot holds a neighbor"},
  {"name": "neighbors.node_type", "first": 25, "count": 3, "repeat": 6, "stride": 7, "doc": "one-hot: station, cluster, hazard"},
  {"name": "neighbors.travel_time_norm", "first": 28, "count": 1, "repeat": 6, "stride": 7, "doc": "ticks of the edge / 8"},
  {"name": "neighbors.travel_fuel_cost_norm", "first": 29, "count": 1, "repeat": 6, "stride": 7, "doc": "edge fuel for an empty ship / 160"},
  {"name": "neighbors.threat_est", "first": 30, "count": 1, "repeat": 6, "stride": 7, "doc": "current estimate of the edge's threat"},
  {"name": "escape_buff_frac", "first": 66, "count": 1, "repeat": 1, "stride": 1, "doc": "escape-buff ticks left / 4"},
  {"name": "anchor_buff_frac", "first": 67, "count": 1, "repeat": 1, "stride": 1, "doc": "stabilizer ticks left on the selected asteroid / 6"},
  {"name": "asteroids.valid", "first": 68, "count": 1, "repeat": 16, "stride": 11, "doc": "an asteroid is there"},
  {"name": "asteroids.comp_est", "first": 69, "count": 6, "repeat": 16, "stride": 11, "doc": "estimated composition; sums to 1"},
  {"name": "asteroids.stability_est", "first": 75, "count": 1, "repeat": 16, "stride": 11, "doc": "estimated stability, higher is safer"},
  {"name": "asteroids.depletion_frac", "first": 76, "count": 1, "repeat": 16, "stride": 11, "doc": "0 fresh, 1 exhausted"},
  {"name": "asteroids.scan_conf", "first": 77, "count": 1, "repeat": 16, "stride": 11, "doc": "confidence in the estimates"},
  {"name": "asteroids.selected_flag", "first": 78, "count": 1, "repeat": 16, "stride": 11, "doc": "this asteroid is the selected one"},
  {"name": "price_norm", "first": 244, "count": 6, "repeat": 1, "stride": 6, "doc": "price / the commodity's highest price"},
  {"name": "price_delta_norm", "first": 250, "count": 6, "repeat": 1, "stride": 6, "doc": "(price - price at the previous observation of this episode) / 100"},
  {"name": "station_stock_norm", "first": 256, "count": 4, "repeat": 1, "stride": 4, "doc": "station stock / 500 of iron, water_ice, pge, rare_isotopes"},
] as const;

export const INFO_KEYS = [
  {"name": "action", "type": "int", "doc": "The action as executed; -1 at reset."},
  {"name": "dt", "type": "int", "doc": "How long the step took."},
  {"name": "invalid_action", "type": "bool", "doc": "The requested action was illegal."},
  {"name": "events", "type": "int", "doc": "Bit set of what happened, see the events."},
  {"name": "credits", "type": "float", "doc": "Money on board."},
  {"name": "net_profit", "type": "float", "doc": "Credits now minus credits at reset."},
  {"name": "total_spend", "type": "float", "doc": "Credits spent so far."},
  {"name": "profit_per_tick", "type": "float", "doc": "net_profit / ticks; 0 at tick 0."},
  {"name": "survival", "type": "int", "doc": "0 if destroyed or stranded, else 1."},
  {"name": "overheat_ticks", "type": "int", "doc": "Ticks of the steps in which the ship overheated."},
  {"name": "pirate_encounters", "type": "int", "doc": "Times pirates struck."},
  {"name": "value_lost_to_pirates", "type": "float", "doc": "Value of the cargo taken by pirates, at the prices of the moment."},
  {"name": "fuel_used", "type": "float", "doc": "Fuel lost so far, not refunded by a refill."},
  {"name": "hull_damage", "type": "float", "doc": "Hull lost so far, not refunded by a repair."},
  {"name": "tool_wear", "type": "float", "doc": "Tool condition lost so far, not refunded by maintenance."},
  {"name": "scan_count", "type": "int", "doc": "Scans executed (actions 8, 9, 10)."},
  {"name": "mining_ticks", "type": "int", "doc": "Mining actions executed (actions 28, 29, 30)."},
  {"name": "cargo_utilization_avg", "type": "float", "doc": "Mean over the ticks of total cargo / 200; 0 at tick 0."},
  {"name": "ticks", "type": "int", "doc": "The clock."},
  {"name": "time_remaining", "type": "int", "doc": "Ticks left, never below 0."},
] as const;

export const OPTIONS = [
  {"name": "time_max", "type": "int", "default": 20000, "low": 1, "high": 1000000, "unit": "ticks", "doc": "Time budget of an episode."},
  {"name": "reward_mode", "type": "choice", "default": "shaped", "choices": ["shaped", "sparse"], "doc": "All terms of the reward, or the sale and terminal terms only."},
  {"name": "pirates", "type": "bool", "default": true, "doc": "Pirates attack."},
  {"name": "fractures", "type": "bool", "default": true, "doc": "Asteroids crack while being mined."},
  {"name": "scan_noise", "type": "bool", "default": true, "doc": "Scans are noisy."},
  {"name": "price_impact", "type": "bool", "default": true, "doc": "Sales move the stock, and stock moves the price."},
  {"name": "market_shocks", "type": "bool", "default": true, "doc": "Prices jump and fall now and then."},
] as const;

/** The options of a world, by name. */
export interface EnvOptions {
  /** Time budget of an episode. */
  readonly time_max: number;
  /** All terms of the reward, or the sale and terminal terms only. */
  readonly reward_mode: "shaped" | "sparse";
  /** Pirates attack. */
  readonly pirates: boolean;
  /** Asteroids crack while being mined. */
  readonly fractures: boolean;
  /** Scans are noisy. */
  readonly scan_noise: boolean;
  /** Sales move the stock, and stock moves the price. */
  readonly price_impact: boolean;
  /** Prices jump and fall now and then. */
  readonly market_shocks: boolean;
}

export const DEFAULT_OPTIONS: EnvOptions = {"time_max": 20000, "reward_mode": "shaped", "pirates": true, "fractures": true, "scan_noise": true, "price_impact": true, "market_shocks": true};

/** Options that are on or off, in the order of their bits in the C interface. */
export const SWITCHES = ["pirates", "fractures", "scan_noise", "price_impact", "market_shocks"] as const;

export const REWARD_TERMS = [
  "sell",
  "extract",
  "fuel",
  "time",
  "wear",
  "heat",
  "damage",
  "scan",
  "invalid",
  "pirate",
  "terminal",
] as const;
