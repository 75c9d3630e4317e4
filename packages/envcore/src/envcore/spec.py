"""Names, numbers and layouts of Asteroid Belt Prospector.

Generated from packages/envcore/spec/prospector.toml by `nox -s gen`. Do not edit.
"""

# ruff: noqa: E501
from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action: family, argument, duration in ticks (0: the edge's) and what it costs."""

    id: int
    name: str
    family: str
    arg: int
    ticks: int
    fuel: float
    alert: float
    heat: float
    credits: float
    amount: float
    legal: str
    doc: str
    title: str
    """Its name for people."""
    key: str
    """What is typed for it in the terminal and on the page."""


@dataclass(frozen=True, slots=True)
class CommoditySpec:
    """One commodity: prices in credits per unit, market depth in units."""

    id: int
    name: str
    base_price: float
    price_min: float
    price_max: float
    depth: float
    title: str


@dataclass(frozen=True, slots=True)
class ScanMode:
    """How a scan blends into the estimate, what confidence it adds, how noisy it is."""

    name: str
    blend: float
    gain: float
    noise: float


@dataclass(frozen=True, slots=True)
class MiningMode:
    """Yield factor and its spread, tool wear, and the log-odds added to a fracture."""

    name: str
    yield_factor: float
    spread: float
    wear: float
    fracture: float


@dataclass(frozen=True, slots=True)
class ObservationField:
    """Where a field lies: slot i of `repeat` starts at `first` + i * `stride`, `count` values."""

    name: str
    first: int
    count: int
    repeat: int
    stride: int
    low: float
    high: float
    flag: bool
    doc: str


@dataclass(frozen=True, slots=True)
class DecodedField:
    """How `decode` makes a named value of a field: kind, and scale (or one by commodity)."""

    source: str
    block: str
    name: str
    kind: str
    scale: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """An option of the environment: type (int, bool or choice), default, range or choices."""

    name: str
    type: str
    default: int | str | bool
    low: int
    high: int
    choices: tuple[str, ...]
    unit: str
    doc: str


@dataclass(frozen=True, slots=True)
class RewardTerm:
    """A term of the reward: its formula, and whether the sparse reward has it."""

    name: str
    sparse: bool
    value: str
    doc: str


@dataclass(frozen=True, slots=True)
class InfoSpec:
    """A key of `info`: its type (int, float or bool), value at reset, unit and meaning."""

    name: str
    type: str
    start: int
    unit: str
    doc: str


@dataclass(frozen=True, slots=True)
class StateField:
    """A value of the canonical state: its path, its type and its bounds."""

    path: str
    type: str
    low: float
    high: float


SPEC_DIGEST: Final = "9aa0bbde9bc8afc6a152862d6be3cf53ca4c2bfa3c3c2a7f78754bed3b135577"
SPEC_VERSION: Final = 1
ENV_ID: Final = "AsteroidProspector-v1"
ENV_TIME_MAX: Final[dict[str, int]] = {"AsteroidProspector-v1": 20000, "AsteroidProspectorShort-v1": 2000}

OBS_DIM: Final = 260
N_ACTIONS: Final = 69
N_COMMODITIES: Final = 6
N_NODE_TYPES: Final = 3
MAX_NODES: Final = 32
MAX_NEIGHBORS: Final = 6
MAX_ASTEROIDS: Final = 16
MAX_EDGES: Final = 63

COMMODITIES: Final = ('iron', 'nickel', 'water_ice', 'pge', 'rare_isotopes', 'volatiles')
NODE_TYPES: Final = ('station', 'cluster', 'hazard')


class Action(IntEnum):
    """The 69 actions."""

    TRAVEL_0 = 0
    TRAVEL_1 = 1
    TRAVEL_2 = 2
    TRAVEL_3 = 3
    TRAVEL_4 = 4
    TRAVEL_5 = 5
    HOLD_DRIFT = 6
    EMERGENCY_BURN = 7
    WIDE_SCAN = 8
    FOCUSED_SCAN = 9
    DEEP_SCAN = 10
    THREAT_LISTEN = 11
    SELECT_0 = 12
    SELECT_1 = 13
    SELECT_2 = 14
    SELECT_3 = 15
    SELECT_4 = 16
    SELECT_5 = 17
    SELECT_6 = 18
    SELECT_7 = 19
    SELECT_8 = 20
    SELECT_9 = 21
    SELECT_10 = 22
    SELECT_11 = 23
    SELECT_12 = 24
    SELECT_13 = 25
    SELECT_14 = 26
    SELECT_15 = 27
    MINE_CONSERVATIVE = 28
    MINE_STANDARD = 29
    MINE_AGGRESSIVE = 30
    STABILIZE = 31
    REFINE = 32
    COOLDOWN = 33
    TOOL_MAINTENANCE = 34
    HULL_PATCH = 35
    JETTISON_IRON = 36
    JETTISON_NICKEL = 37
    JETTISON_WATER_ICE = 38
    JETTISON_PGE = 39
    JETTISON_RARE_ISOTOPES = 40
    JETTISON_VOLATILES = 41
    DOCK = 42
    SELL_IRON_25 = 43
    SELL_IRON_50 = 44
    SELL_IRON_100 = 45
    SELL_NICKEL_25 = 46
    SELL_NICKEL_50 = 47
    SELL_NICKEL_100 = 48
    SELL_WATER_ICE_25 = 49
    SELL_WATER_ICE_50 = 50
    SELL_WATER_ICE_100 = 51
    SELL_PGE_25 = 52
    SELL_PGE_50 = 53
    SELL_PGE_100 = 54
    SELL_RARE_ISOTOPES_25 = 55
    SELL_RARE_ISOTOPES_50 = 56
    SELL_RARE_ISOTOPES_100 = 57
    SELL_VOLATILES_25 = 58
    SELL_VOLATILES_50 = 59
    SELL_VOLATILES_100 = 60
    BUY_FUEL_SMALL = 61
    BUY_FUEL_MEDIUM = 62
    BUY_FUEL_LARGE = 63
    BUY_REPAIR_KIT = 64
    BUY_STABILIZER = 65
    BUY_DECOY = 66
    OVERHAUL = 67
    CASH_OUT = 68


class Event(IntEnum):
    """Bit numbers of `info["events"]`."""

    INVALID_ACTION = 0
    TRAVELLED = 1
    SCANNED = 2
    MINED = 3
    FRACTURE = 4
    STABILIZED = 5
    REFINED = 6
    SOLD = 7
    BOUGHT = 8
    OVERHAULED = 9
    DOCKED = 10
    JETTISONED = 11
    PIRATES = 12
    DECOY_USED = 13
    OVERHEATED = 14
    MARKET_SHOCK = 15
    ASTEROID_EXHAUSTED = 16
    DESTROYED = 17
    STRANDED = 18
    CASHED_OUT = 19
    TIMEOUT = 20


class EndCause(IntEnum):
    """How an episode ended."""

    NONE = -1
    DESTROYED = 0
    STRANDED = 1
    CASHED_OUT = 2
    TIMEOUT = 3

TRUNCATIONS: Final = (EndCause.TIMEOUT,)
"""Ends that truncate an episode; every other end terminates it."""


class Domain(IntEnum):
    """Domains of random numbers."""

    GRAPH = 1
    FIELD = 2
    MARKET = 3
    TRADE = 4
    VOYAGE = 5
    MINE = 6
    SCAN = 7
    LISTEN = 8


class NodeType(IntEnum):
    """Kinds of nodes."""

    STATION = 0
    CLUSTER = 1
    HAZARD = 2


ACTIONS: Final = (
    ActionSpec(0, 'TRAVEL_0', 'travel', 0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 'neighbor slot 0 is valid', 'Fly to the neighbor in slot 0.', 'Travel by slot 0', '1'),
    ActionSpec(1, 'TRAVEL_1', 'travel', 1, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 'neighbor slot 1 is valid', 'Fly to the neighbor in slot 1.', 'Travel by slot 1', '2'),
    ActionSpec(2, 'TRAVEL_2', 'travel', 2, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 'neighbor slot 2 is valid', 'Fly to the neighbor in slot 2.', 'Travel by slot 2', '3'),
    ActionSpec(3, 'TRAVEL_3', 'travel', 3, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 'neighbor slot 3 is valid', 'Fly to the neighbor in slot 3.', 'Travel by slot 3', '4'),
    ActionSpec(4, 'TRAVEL_4', 'travel', 4, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 'neighbor slot 4 is valid', 'Fly to the neighbor in slot 4.', 'Travel by slot 4', '5'),
    ActionSpec(5, 'TRAVEL_5', 'travel', 5, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 'neighbor slot 5 is valid', 'Fly to the neighbor in slot 5.', 'Travel by slot 5', '6'),
    ActionSpec(6, 'HOLD_DRIFT', 'hold', 0, 1, 0.0, -3.0, -2.5, 0.0, 0.0, 'always', 'Drift quietly: less alert, less heat.', 'Hold drift', 'h'),
    ActionSpec(7, 'EMERGENCY_BURN', 'burn', 0, 1, 18.0, 10.0, 0.0, 0.0, 0.0, 'fuel >= 18', 'Burn hard: pirates find the ship less easily for this step and 4 more ticks.', 'Emergency burn', 'e'),
    ActionSpec(8, 'WIDE_SCAN', 'scan', 0, 3, 5.0, 4.0, 0.0, 0.0, 0.0, 'away from the station, fuel >= 5', 'Scan every asteroid of the node.', 'Wide scan', 'w'),
    ActionSpec(9, 'FOCUSED_SCAN', 'scan', 1, 2, 4.0, 3.0, 0.0, 0.0, 0.0, 'an asteroid is selected, fuel >= 4', 'Scan the selected asteroid.', 'Focused scan', 'f'),
    ActionSpec(10, 'DEEP_SCAN', 'scan', 2, 4, 8.0, 6.0, 0.0, 0.0, 0.0, 'an asteroid is selected, fuel >= 8', 'Scan the selected asteroid thoroughly.', 'Deep scan', 'd'),
    ActionSpec(11, 'THREAT_LISTEN', 'listen', 0, 2, 0.0, 0.0, 0.0, 0.0, 0.0, 'always', 'Listen for the threat on every edge of the node.', 'Threat listen', 'l'),
    ActionSpec(12, 'SELECT_0', 'select', 0, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'asteroid 0 exists here, is not exhausted and is not the selected one', 'Select asteroid 0 of the node.', 'Select rock 0', 's0'),
    ActionSpec(13, 'SELECT_1', 'select', 1, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'asteroid 1 exists here, is not exhausted and is not the selected one', 'Select asteroid 1 of the node.', 'Select rock 1', 's1'),
    ActionSpec(14, 'SELECT_2', 'select', 2, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'asteroid 2 exists here, is not exhausted and is not the selected one', 'Select asteroid 2 of the node.', 'Select rock 2', 's2'),
    ActionSpec(15, 'SELECT_3', 'select', 3, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'asteroid 3 exists here, is not exhausted and is not the selected one', 'Select asteroid 3 of the node.', 'Select rock 3', 's3'),
    ActionSpec(16, 'SELECT_4', 'select', 4, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'asteroid 4 exists here, is not exhausted and is not the selected one', 'Select asteroid 4 of the node.', 'Select rock 4', 's4'),
    ActionSpec(17, 'SELECT_5', 'select', 5, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'asteroid 5 exists here, is not exhausted and is not the selected one', 'Select asteroid 5 of the node.', 'Select rock 5', 's5'),
    ActionSpec(18, 'SELECT_6', 'select', 6, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'asteroid 6 exists here, is not exhausted and is not the selected one', 'Select asteroid 6 of the node.', 'Select rock 6', 's6'),
    ActionSpec(19, 'SELECT_7', 'select', 7, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'asteroid 7 exists here, is not exhausted and is not the selected one', 'Select asteroid 7 of the node.', 'Select rock 7', 's7'),
    ActionSpec(20, 'SELECT_8', 'select', 8, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'asteroid 8 exists here, is not exhausted and is not the selected one', 'Select asteroid 8 of the node.', 'Select rock 8', 's8'),
    ActionSpec(21, 'SELECT_9', 'select', 9, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'asteroid 9 exists here, is not exhausted and is not the selected one', 'Select asteroid 9 of the node.', 'Select rock 9', 's9'),
    ActionSpec(22, 'SELECT_10', 'select', 10, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'asteroid 10 exists here, is not exhausted and is not the selected one', 'Select asteroid 10 of the node.', 'Select rock 10', 'sa'),
    ActionSpec(23, 'SELECT_11', 'select', 11, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'asteroid 11 exists here, is not exhausted and is not the selected one', 'Select asteroid 11 of the node.', 'Select rock 11', 'sb'),
    ActionSpec(24, 'SELECT_12', 'select', 12, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'asteroid 12 exists here, is not exhausted and is not the selected one', 'Select asteroid 12 of the node.', 'Select rock 12', 'sc'),
    ActionSpec(25, 'SELECT_13', 'select', 13, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'asteroid 13 exists here, is not exhausted and is not the selected one', 'Select asteroid 13 of the node.', 'Select rock 13', 'sd'),
    ActionSpec(26, 'SELECT_14', 'select', 14, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'asteroid 14 exists here, is not exhausted and is not the selected one', 'Select asteroid 14 of the node.', 'Select rock 14', 'se'),
    ActionSpec(27, 'SELECT_15', 'select', 15, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'asteroid 15 exists here, is not exhausted and is not the selected one', 'Select asteroid 15 of the node.', 'Select rock 15', 'sf'),
    ActionSpec(28, 'MINE_CONSERVATIVE', 'mine', 0, 1, 0.0, 1.2, 2.0, 0.0, 0.0, 'an asteroid is selected, total cargo < 199.99', 'Mine carefully.', 'Mine, conservative', 'n'),
    ActionSpec(29, 'MINE_STANDARD', 'mine', 1, 1, 0.0, 2.2, 4.0, 0.0, 0.0, 'an asteroid is selected, total cargo < 199.99', 'Mine.', 'Mine, standard', 'm'),
    ActionSpec(30, 'MINE_AGGRESSIVE', 'mine', 2, 1, 0.0, 4.0, 7.0, 0.0, 0.0, 'an asteroid is selected, total cargo < 199.99', 'Mine hard: more yield, heat, wear, noise and fractures.', 'Mine, aggressive', 'b'),
    ActionSpec(31, 'STABILIZE', 'stabilize', 0, 2, 0.0, 0.0, 0.0, 0.0, 0.0, 'an asteroid is selected, stabilizers > 0', 'Anchor the selected asteroid against fracture for 6 ticks.', 'Stabilize', 'a'),
    ActionSpec(32, 'REFINE', 'refine', 0, 2, 4.0, 3.0, 6.0, 0.0, 0.0, 'iron + nickel >= 1 unit, fuel >= 4', 'Turn a share of iron and nickel into rare isotopes.', 'Refine', 'r'),
    ActionSpec(33, 'COOLDOWN', 'cooldown', 0, 2, 2.0, 1.0, -20.0, 0.0, 0.0, 'fuel >= 2', 'Vent heat.', 'Cooldown', 'c'),
    ActionSpec(34, 'TOOL_MAINTENANCE', 'mend_tool', 0, 2, 0.0, 0.0, 0.0, 0.0, 25.0, 'kits > 0, tool below max', 'Use a repair kit on the tool.', 'Tool maintenance', 't'),
    ActionSpec(35, 'HULL_PATCH', 'mend_hull', 0, 2, 0.0, 0.0, 0.0, 0.0, 20.0, 'kits > 0, hull below max', 'Use a repair kit on the hull.', 'Hull patch', 'p'),
    ActionSpec(36, 'JETTISON_IRON', 'jettison', 0, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'cargo of iron > 0', 'Throw all iron overboard; lowers alert.', 'Jettison Iron', 'j1'),
    ActionSpec(37, 'JETTISON_NICKEL', 'jettison', 1, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'cargo of nickel > 0', 'Throw all nickel overboard; lowers alert.', 'Jettison Nickel', 'j2'),
    ActionSpec(38, 'JETTISON_WATER_ICE', 'jettison', 2, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'cargo of water_ice > 0', 'Throw all water_ice overboard; lowers alert.', 'Jettison Water ice', 'j3'),
    ActionSpec(39, 'JETTISON_PGE', 'jettison', 3, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'cargo of pge > 0', 'Throw all pge overboard; lowers alert.', 'Jettison PGE', 'j4'),
    ActionSpec(40, 'JETTISON_RARE_ISOTOPES', 'jettison', 4, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'cargo of rare_isotopes > 0', 'Throw all rare_isotopes overboard; lowers alert.', 'Jettison Rare isotopes', 'j5'),
    ActionSpec(41, 'JETTISON_VOLATILES', 'jettison', 5, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'cargo of volatiles > 0', 'Throw all volatiles overboard; lowers alert.', 'Jettison Volatiles', 'j6'),
    ActionSpec(42, 'DOCK', 'dock', 0, 1, 0.0, -20.0, 0.0, 0.0, 0.0, 'at the station', 'Dock and lie low.', 'Dock', 'o'),
    ActionSpec(43, 'SELL_IRON_25', 'sell', 0, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'at the station, cargo of iron > 0', 'Sell 25 % of the iron on board.', 'Sell 25 % Iron', '$1'),
    ActionSpec(44, 'SELL_IRON_50', 'sell', 1, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'at the station, cargo of iron > 0', 'Sell 50 % of the iron on board.', 'Sell 50 % Iron', '%1'),
    ActionSpec(45, 'SELL_IRON_100', 'sell', 2, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'at the station, cargo of iron > 0', 'Sell 100 % of the iron on board.', 'Sell 100 % Iron', 'x1'),
    ActionSpec(46, 'SELL_NICKEL_25', 'sell', 3, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'at the station, cargo of nickel > 0', 'Sell 25 % of the nickel on board.', 'Sell 25 % Nickel', '$2'),
    ActionSpec(47, 'SELL_NICKEL_50', 'sell', 4, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'at the station, cargo of nickel > 0', 'Sell 50 % of the nickel on board.', 'Sell 50 % Nickel', '%2'),
    ActionSpec(48, 'SELL_NICKEL_100', 'sell', 5, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'at the station, cargo of nickel > 0', 'Sell 100 % of the nickel on board.', 'Sell 100 % Nickel', 'x2'),
    ActionSpec(49, 'SELL_WATER_ICE_25', 'sell', 6, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'at the station, cargo of water_ice > 0', 'Sell 25 % of the water_ice on board.', 'Sell 25 % Water ice', '$3'),
    ActionSpec(50, 'SELL_WATER_ICE_50', 'sell', 7, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'at the station, cargo of water_ice > 0', 'Sell 50 % of the water_ice on board.', 'Sell 50 % Water ice', '%3'),
    ActionSpec(51, 'SELL_WATER_ICE_100', 'sell', 8, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'at the station, cargo of water_ice > 0', 'Sell 100 % of the water_ice on board.', 'Sell 100 % Water ice', 'x3'),
    ActionSpec(52, 'SELL_PGE_25', 'sell', 9, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'at the station, cargo of pge > 0', 'Sell 25 % of the pge on board.', 'Sell 25 % PGE', '$4'),
    ActionSpec(53, 'SELL_PGE_50', 'sell', 10, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'at the station, cargo of pge > 0', 'Sell 50 % of the pge on board.', 'Sell 50 % PGE', '%4'),
    ActionSpec(54, 'SELL_PGE_100', 'sell', 11, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'at the station, cargo of pge > 0', 'Sell 100 % of the pge on board.', 'Sell 100 % PGE', 'x4'),
    ActionSpec(55, 'SELL_RARE_ISOTOPES_25', 'sell', 12, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'at the station, cargo of rare_isotopes > 0', 'Sell 25 % of the rare_isotopes on board.', 'Sell 25 % Rare isotopes', '$5'),
    ActionSpec(56, 'SELL_RARE_ISOTOPES_50', 'sell', 13, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'at the station, cargo of rare_isotopes > 0', 'Sell 50 % of the rare_isotopes on board.', 'Sell 50 % Rare isotopes', '%5'),
    ActionSpec(57, 'SELL_RARE_ISOTOPES_100', 'sell', 14, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'at the station, cargo of rare_isotopes > 0', 'Sell 100 % of the rare_isotopes on board.', 'Sell 100 % Rare isotopes', 'x5'),
    ActionSpec(58, 'SELL_VOLATILES_25', 'sell', 15, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'at the station, cargo of volatiles > 0', 'Sell 25 % of the volatiles on board.', 'Sell 25 % Volatiles', '$6'),
    ActionSpec(59, 'SELL_VOLATILES_50', 'sell', 16, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'at the station, cargo of volatiles > 0', 'Sell 50 % of the volatiles on board.', 'Sell 50 % Volatiles', '%6'),
    ActionSpec(60, 'SELL_VOLATILES_100', 'sell', 17, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'at the station, cargo of volatiles > 0', 'Sell 100 % of the volatiles on board.', 'Sell 100 % Volatiles', 'x6'),
    ActionSpec(61, 'BUY_FUEL_SMALL', 'buy_fuel', 0, 1, 0.0, 0.0, 0.0, 60.0, 120.0, 'at the station, credits >= 60, fuel below max', 'Buy 120 fuel for 60 credits.', 'Buy fuel small', '7'),
    ActionSpec(62, 'BUY_FUEL_MEDIUM', 'buy_fuel', 0, 1, 0.0, 0.0, 0.0, 120.0, 260.0, 'at the station, credits >= 120, fuel below max', 'Buy 260 fuel for 120 credits.', 'Buy fuel medium', '8'),
    ActionSpec(63, 'BUY_FUEL_LARGE', 'buy_fuel', 0, 1, 0.0, 0.0, 0.0, 210.0, 480.0, 'at the station, credits >= 210, fuel below max', 'Buy 480 fuel for 210 credits.', 'Buy fuel large', '9'),
    ActionSpec(64, 'BUY_REPAIR_KIT', 'buy_supply', 0, 1, 0.0, 0.0, 0.0, 150.0, 0.0, 'at the station, credits >= 150, fewer than 12 held', 'Buy a repair kit.', 'Buy repair kit', 'k'),
    ActionSpec(65, 'BUY_STABILIZER', 'buy_supply', 1, 1, 0.0, 0.0, 0.0, 175.0, 0.0, 'at the station, credits >= 175, fewer than 12 held', 'Buy a stabilizer.', 'Buy stabilizer', 'i'),
    ActionSpec(66, 'BUY_DECOY', 'buy_supply', 2, 1, 0.0, 0.0, 0.0, 110.0, 0.0, 'at the station, credits >= 110, fewer than 12 held', 'Buy a decoy.', 'Buy decoy', 'y'),
    ActionSpec(67, 'OVERHAUL', 'overhaul', 0, 3, 0.0, 0.0, 0.0, 280.0, 0.0, 'at the station, credits >= 280, hull or tool below max', 'Have hull and tool made as new.', 'Overhaul', 'v'),
    ActionSpec(68, 'CASH_OUT', 'cash_out', 0, 1, 0.0, 0.0, 0.0, 0.0, 0.0, 'at the station, credits > 0', 'End the episode and keep the credits.', 'Cash out', 'q'),
)

COMMODITY_TABLE: Final = (
    CommoditySpec(0, 'iron', 45.0, 12.0, 180.0, 500.0, 'Iron'),
    CommoditySpec(1, 'nickel', 55.0, 15.0, 200.0, 500.0, 'Nickel'),
    CommoditySpec(2, 'water_ice', 85.0, 20.0, 240.0, 450.0, 'Water ice'),
    CommoditySpec(3, 'pge', 145.0, 50.0, 320.0, 350.0, 'PGE'),
    CommoditySpec(4, 'rare_isotopes', 210.0, 80.0, 420.0, 300.0, 'Rare isotopes'),
    CommoditySpec(5, 'volatiles', 120.0, 30.0, 300.0, 400.0, 'Volatiles'),
)

COLORS: Final[dict[str, tuple[str, str]]] = {
    'text': ('#131a27', '#e6ebf5'),
    'text-muted': ('#545f74', '#98a5bd'),
    'accent': ('#0a63b0', '#63bdf7'),
    'good': ('#0e7346', '#4fd39a'),
    'warn': ('#8a5300', '#f2b64a'),
    'bad': ('#b3261e', '#ff8078'),
    'run-0': ('#0a63b0', '#63bdf7'),
    'run-1': ('#b0530a', '#f2a65a'),
    'run-2': ('#0e7346', '#4fd39a'),
    'run-3': ('#7b3fc4', '#b79cf7'),
    'run-4': ('#b3261e', '#ff8078'),
    'run-5': ('#0b7285', '#4fc9d6'),
    'run-6': ('#8a5300', '#ecc94f'),
    'run-7': ('#5b6b86', '#98a5bd'),
    'end-0': ('#b3261e', '#ff8078'),
    'end-1': ('#c07a00', '#f2b64a'),
    'end-2': ('#0e7346', '#4fd39a'),
    'end-3': ('#5b6b86', '#8391ab'),
    'commodity-0': ('#b65c3c', '#e0805f'),
    'commodity-1': ('#7d8aa0', '#a9b6cb'),
    'commodity-2': ('#2c94d6', '#5fbcf5'),
    'commodity-3': ('#7b5bd6', '#a98df5'),
    'commodity-4': ('#1f9d6b', '#4fd39a'),
    'commodity-5': ('#bd8f00', '#ecc94f'),
    'group-travel': ('#2b7fd0', '#4ea3f0'),
    'group-scan': ('#7b5bd6', '#a98df5'),
    'group-mine': ('#c98a0b', '#e9ae3f'),
    'group-maintain': ('#178f8f', '#3fc4c0'),
    'group-trade': ('#1f9d58', '#4fcf83'),
    'group-idle': ('#a5b0c2', '#46536b'),
    'threat-0': ('#8fb3a4', '#3f6f66'),
    'threat-1': ('#a9b06a', '#7c8247'),
    'threat-2': ('#d0a13a', '#b98c33'),
    'threat-3': ('#d9703a', '#d8703d'),
    'threat-4': ('#cc3b3b', '#f05252'),
}
"""Colors by name, as #rrggbb: on light and on dark ground."""

SCAN_MODES: Final = (
    ScanMode('wide', 0.22, 0.1, 1.35),
    ScanMode('focused', 0.42, 0.2, 1.0),
    ScanMode('deep', 0.8, 0.45, 0.55),
)
MINING_MODES: Final = (
    MiningMode('conservative', 0.8, 0.05, 0.25, -0.7),
    MiningMode('standard', 1.15, 0.1, 0.5, 0.6),
    MiningMode('aggressive', 1.55, 0.16, 0.9, 1.8),
)

SELL_FRACTIONS: Final = (0.25, 0.5, 1.0)
SELL_PERCENTS: Final = (25, 50, 100)
STOCK_SHOWN: Final = (0, 2, 3, 4)


# arithmetic
ODDS_DIVISOR: Final = 8.0
"""x is divided by it before the power of eight in odds."""
WAVE_SLOPE: Final = 4.0
"""Slope of the parabola in wave."""
WAVE_LINEAR: Final = 0.775
"""Linear part of wave."""
WAVE_QUADRATIC: Final = 0.225
"""Quadratic part of wave."""
LN2: Final = 0.6931471805599453
"""LN2 of ln."""
SQRT_HALF: Final = 0.7071067811865476
"""SQRT_HALF of ln."""

# chance
BELL_CENTER: Final = 131070
"""Mean of the sum of four 16-bit parts."""
BELL_SCALE: Final = 2.6429e-05
"""Makes the variance of bell 1."""

# belt
NODE_COUNT_MIN: Final = 8
"""Fewest nodes of a belt. [nodes]"""
NODE_COUNT_SPAN: Final = 25
"""Number of possible node counts. [nodes]"""
GRAPH_EXTRA_INDEX: Final = 64
"""First index of the draws for extra edges."""
GRAPH_EDGE_INDEX: Final = 256
"""First index of the draws for an edge's properties."""
HAZARD_NODE_CHANCE: Final = 0.25
"""Chance that a node is a hazard node."""
DANGER_BASE: Final = 0.05
"""Least danger of a node."""
DANGER_SPREAD: Final = 0.3
"""Span of the danger of a node."""
DANGER_HAZARD_EXTRA: Final = 0.25
"""Danger added in a hazard node."""
PIRACY_BASE: Final = 0.05
"""Least piracy of a node."""
PIRACY_SPREAD: Final = 0.25
"""Span of the piracy of a node."""
PIRACY_HAZARD_EXTRA: Final = 0.12
"""Piracy added in a hazard node."""
EDGE_TICKS_MAX: Final = 8
"""Longest edge; also the scale of observed travel times. [ticks]"""
EDGE_FUEL_BASE: Final = 8.0
"""Least fuel of a tick on an edge, for an empty ship. [fuel/tick]"""
EDGE_FUEL_SPREAD: Final = 8.0
"""Span of the fuel of a tick on an edge. [fuel/tick]"""
THREAT_DANGER_WEIGHT: Final = 0.5
"""Weight of the two ends' danger in an edge's threat."""
THREAT_PIRACY_WEIGHT: Final = 0.5
"""Weight of the two ends' piracy in an edge's threat."""
THREAT_NOISE: Final = 0.05
"""Noise of an edge's threat."""
THREAT_ESTIMATE_START: Final = 0.5
"""Threat estimate of every edge at reset."""

# field
FIELD_COUNT_INDEX: Final = 1024
"""First index of the draws for the number of asteroids."""
ASTEROID_COUNT_MIN: Final = 5
"""Fewest asteroids of a node. [asteroids]"""
ASTEROID_COUNT_SPAN: Final = 12
"""Number of possible asteroid counts. [asteroids]"""
RICHNESS_SCALE: Final = 0.55
"""Least richness of an asteroid. [units/tick]"""
RICHNESS_MAX: Final = 4.0
"""Highest richness of an asteroid. [units/tick]"""
RICHNESS_HAZARD_FACTOR: Final = 1.5
"""Factor on richness in a hazard node."""
SCAN_DIFFICULTY_BASE: Final = 0.04
"""Least noise of scans of an asteroid."""
SCAN_DIFFICULTY_SPREAD: Final = 0.18
"""Span of the noise of scans of an asteroid."""
ESTIMATE_TRUTH_SHARE: Final = 0.25
"""Share of the truth in the first estimate of a composition."""
ESTIMATE_GUESS_SHARE: Final = 0.75
"""Share of a guess in the first estimate of a composition."""
STABILITY_ESTIMATE_START: Final = 0.5
"""First estimate of stability."""
CONFIDENCE_START: Final = 0.1
"""Confidence before any scan."""

# market
SEASON_TICKS_MIN: Final = 180
"""Shortest season of a price. [ticks]"""
SEASON_TICKS_SPAN: Final = 201
"""Number of possible seasons. [ticks]"""
SWING_BASE: Final = 0.1
"""Least seasonal swing of a price."""
SWING_SPREAD: Final = 0.2
"""Span of the seasonal swing."""
STOCK_BASE: Final = 20.0
"""Least base stock of the station. [units]"""
STOCK_SPREAD: Final = 100.0
"""Span of the base stock. [units]"""
DRIFT_START: Final = 0.06
"""Scale of the drift at reset."""
DRIFT_KEEP: Final = 0.97
"""Share of the drift kept over a tick."""
DRIFT_NOISE: Final = 0.0146
"""Noise of the drift in a tick."""
SHOCK_KEEP: Final = 0.985
"""Share of a shock kept over a tick."""
SHOCK_FLOOR: Final = 1e-12
"""A shock below this is over."""
STOCK_KEEP: Final = 0.985
"""Share of the distance from base stock kept over a tick."""
SHOCK_ODDS: Final = 400.0
"""One shock in this many ticks, on average. [ticks]"""
SHOCK_UP_BIT: Final = 8
"""Bit of the draw that makes a shock a rise."""
SHOCK_UP_BASE: Final = 0.25
"""Least rise of a shock."""
SHOCK_UP_SPREAD: Final = 0.25
"""Span of a rise."""
SHOCK_DOWN_BASE: Final = 0.15
"""Least fall of a shock."""
SHOCK_DOWN_SPREAD: Final = 0.15
"""Span of a fall."""

# exposure
EXPOSURE_HULL: Final = 0.15
"""Hull lost per tick and hazard. [hull/tick]"""
EXPOSURE_ROLL_BASE: Final = 0.8
"""Least factor on the hull lost."""
EXPOSURE_ROLL_SPREAD: Final = 0.4
"""Span of the factor on the hull lost."""
EXPOSURE_HEAT: Final = 0.5
"""Heat gained per tick and hazard. [heat/tick]"""
EXPOSURE_ALERT: Final = 0.8
"""Alert gained per tick and hazard. [alert/tick]"""
PIRATE_BIAS: Final = -9.0
"""PIRATE_BIAS: log-odds of pirates in a tick, before all else."""
PIRATE_PIRACY_WEIGHT: Final = 3.0
"""Log-odds per piracy of the place."""
PIRATE_ALERT_WEIGHT: Final = 2.2
"""Log-odds at full alert."""
PIRATE_CARGO_WEIGHT: Final = 3.0
"""Log-odds at endless cargo value."""
PIRATE_CARGO_HALF: Final = 5000.0
"""Cargo value at which half of that applies. [credits]"""
PIRATE_ESCAPE_RELIEF: Final = 2.8
"""Log-odds taken off while the escape buff lasts."""
PIRATE_SHARE_BASE: Final = 0.08
"""Least share of the cargo taken."""
PIRATE_SHARE_SPREAD: Final = 0.12
"""Span of the share taken."""
DECOY_CHANCE: Final = 0.6
"""Chance that a decoy works."""
DECOY_SHARE_FACTOR: Final = 0.3
"""Factor on the share when it works."""
CARGO_DUST: Final = 1e-06
"""Cargo below this left by pirates is nothing. [units]"""
PIRATE_HULL_BASE: Final = 1.0
"""Least hull lost to pirates. [hull]"""
PIRATE_HULL_SPREAD: Final = 3.0
"""Span of the hull lost to pirates. [hull]"""
PIRATE_ALERT: Final = 8.0
"""Alert gained in an attack. [alert]"""
COOLING: Final = 2.5
"""Heat radiated in a tick. [heat/tick]"""
OVERHEAT_HULL: Final = 1.25
"""Hull lost per heat above the limit. [hull/heat]"""
CALMING: Final = 1.0
"""Alert lost in a tick. [alert/tick]"""

# ship
FUEL_MAX: Final = 1000.0
"""Tank. [fuel]"""
HULL_MAX: Final = 100.0
"""Whole hull. [hull]"""
HEAT_MAX: Final = 100.0
"""Limit of heat. [heat]"""
TOOL_MAX: Final = 100.0
"""A new tool. [tool]"""
CARGO_MAX: Final = 200.0
"""Hold. [units]"""
ALERT_MAX: Final = 100.0
"""Highest alert. [alert]"""
SUPPLY_MAX: Final = 12
"""Most kits, stabilizers or decoys held, of each. [pieces]"""
START_REPAIR_KITS: Final = 3
"""Repair kits at reset. [pieces]"""
START_STABILIZERS: Final = 2
"""Stabilizers at reset. [pieces]"""
START_DECOYS: Final = 1
"""Decoys at reset. [pieces]"""

# effects
TRAVEL_LOAD_FACTOR: Final = 0.5
"""Extra fuel of a full ship, as a share of the edge's fuel."""
ESCAPE_TICKS: Final = 4
"""Escape buff left after the step of the burn. [ticks]"""
ANCHOR_TICKS: Final = 6
"""Anchor left after the step of the stabilizer. [ticks]"""
LISTEN_NOISE: Final = 0.08
"""Noise of a threat listen."""
LISTEN_KEEP: Final = 0.25
"""Share of the old estimate kept by a listen."""
LISTEN_BLEND: Final = 0.75
"""Share of what was heard."""
SCAN_SIGMA_BASE: Final = 1.1
"""Scan noise falls with confidence from this."""
SCAN_INDEX_STRIDE: Final = 64
"""Indices of the scan draws reserved for a tick."""
SCAN_FLOOR: Final = 1e-08
"""Least share a scan can see."""
TOOL_EFFICIENCY_BASE: Final = 0.4
"""Efficiency of a worn-out tool."""
TOOL_EFFICIENCY_SLOPE: Final = 0.6
"""What a whole tool adds."""
HOT_FRAC: Final = 0.7
"""Heat share above which mining suffers."""
HOT_SPAN: Final = 0.3
"""Heat share over which efficiency falls to 0."""
HOT_EFFICIENCY_MIN: Final = 0.1
"""Least efficiency by heat."""
MINE_CARGO_LIMIT: Final = 199.99
"""Mining needs less cargo than this. [units]"""
DEPLETION_PER_UNIT: Final = 0.005
"""Depletion per unit mined. [1/unit]"""
DEPLETION_END: Final = 0.95
"""Depletion from which an asteroid is exhausted."""
FRACTURE_BIAS: Final = -10.0
"""FRACTURE_BIAS: log-odds of a fracture in a tick, before all else."""
FRACTURE_STABILITY_WEIGHT: Final = 10.0
"""Log-odds per missing stability."""
FRACTURE_HEAT_WEIGHT: Final = 2.2
"""Log-odds per heat share above hot_frac."""
FRACTURE_TOOL_WEIGHT: Final = 1.5
"""Log-odds of a worn-out tool."""
FRACTURE_ANCHOR_RELIEF: Final = 1.6
"""Log-odds taken off while anchored."""
FRACTURE_HULL: Final = 50.0
"""Most hull lost in a fracture. [hull]"""
FRACTURE_ROLL_BASE: Final = 0.5
"""Least share of that."""
FRACTURE_ROLL_SPREAD: Final = 0.5
"""Span of the share."""
FRACTURE_DANGER: Final = 0.1
"""Danger a fracture adds to the node."""
REFINE_UNITS_MIN: Final = 1.0
"""Least iron + nickel that can be refined. [units]"""
REFINE_SHARE: Final = 0.15
"""Share of iron and nickel refined."""
REFINE_KEEP: Final = 0.85
"""Share of iron and nickel kept."""
REFINE_YIELD: Final = 0.45
"""Rare isotopes per unit refined."""
JETTISON_ALERT_MAX: Final = 8.0
"""Most alert a jettison takes away. [alert]"""
JETTISON_ALERT_PER_UNIT: Final = 0.8
"""Alert taken away per unit. [alert/unit]"""
SELL_DUST: Final = 0.01
"""Less than this is not kept back in a sale. [units]"""

# reward
CREDIT_SCALE: Final = 1000.0
"""CREDIT_SCALE: credits of one unit of reward. [credits]"""
REWARD_EXTRACT: Final = 0.02
"""Weight of the cargo value gained."""
REWARD_FUEL: Final = -0.1
"""Weight of fuel lost."""
REWARD_FUEL_SCALE: Final = 100.0
"""Scale of fuel lost. [fuel]"""
REWARD_TIME: Final = -0.001
"""Weight of a tick. [1/tick]"""
REWARD_WEAR: Final = -0.05
"""Weight of tool condition lost."""
REWARD_WEAR_SCALE: Final = 10.0
"""Scale of tool condition lost. [tool]"""
REWARD_HEAT: Final = -0.2
"""Weight of squared heat above the threshold."""
REWARD_HEAT_THRESHOLD: Final = 70.0
"""Heat from which it counts. [heat]"""
REWARD_HEAT_SCALE: Final = 100.0
"""Scale of heat above the threshold. [heat]"""
REWARD_DAMAGE: Final = -1.0
"""Weight of hull lost."""
REWARD_DAMAGE_SCALE: Final = 10.0
"""Scale of hull lost. [hull]"""
REWARD_SCAN: Final = -0.005
"""A scan."""
REWARD_INVALID: Final = -0.01
"""An illegal action."""
REWARD_PIRATE: Final = -1.0
"""Weight of the value lost to pirates."""
REWARD_STRANDED: Final = -50.0
"""End by stranding."""
REWARD_DESTROYED: Final = -100.0
"""End by destruction."""
REWARD_CREDITS: Final = 0.002
"""Weight of the credits at any other end."""

# observation
CREDITS_CAP: Final = 10000000.0
"""CREDITS_CAP: credits at which observation 7 is 1. [credits]"""
NODE_INDEX_SCALE: Final = 31.0
"""Scale of node numbers and hops. [nodes]"""
TRAVEL_FUEL_SCALE: Final = 160.0
"""Scale of an edge's fuel. [fuel]"""
PRICE_DELTA_SCALE: Final = 100.0
"""Scale of price changes. [credits]"""
STOCK_SCALE: Final = 500.0
"""Scale of the station's stock. [units]"""

OBSERVATION: Final = (
    ObservationField('fuel_frac', 0, 1, 1, 1, 0.0, 1.0, False, 'fuel / FUEL_MAX'),
    ObservationField('hull_frac', 1, 1, 1, 1, 0.0, 1.0, False, 'hull / HULL_MAX'),
    ObservationField('heat_frac', 2, 1, 1, 1, 0.0, 1.0, False, 'heat / HEAT_MAX'),
    ObservationField('tool_frac', 3, 1, 1, 1, 0.0, 1.0, False, 'tool condition / TOOL_MAX'),
    ObservationField('cargo_load_frac', 4, 1, 1, 1, 0.0, 1.0, False, 'total cargo / CARGO_MAX'),
    ObservationField('alert_frac', 5, 1, 1, 1, 0.0, 1.0, False, 'alert / ALERT_MAX'),
    ObservationField('time_frac', 6, 1, 1, 1, 0.0, 1.0, False, 'ticks remaining / time budget'),
    ObservationField('credits_log_norm', 7, 1, 1, 1, 0.0, 1.0, False, 'log1p(credits) / log1p(CREDITS_CAP)'),
    ObservationField('cargo_by_commodity_frac', 8, 6, 1, 6, 0.0, 1.0, False, 'cargo of the commodity / CARGO_MAX'),
    ObservationField('repair_kits_norm', 14, 1, 1, 1, 0.0, 1.0, False, 'repair kits / 12'),
    ObservationField('stabilizers_norm', 15, 1, 1, 1, 0.0, 1.0, False, 'stabilizers / 12'),
    ObservationField('decoys_norm', 16, 1, 1, 1, 0.0, 1.0, False, 'decoys / 12'),
    ObservationField('at_station_flag', 17, 1, 1, 1, 0.0, 1.0, True, 'the ship is at the station node'),
    ObservationField('mining_active_flag', 18, 1, 1, 1, 0.0, 1.0, True, 'a valid asteroid is selected'),
    ObservationField('current_node_type', 19, 3, 1, 3, 0.0, 1.0, True, 'one-hot: station, cluster, hazard'),
    ObservationField('current_node_index_norm', 22, 1, 1, 1, 0.0, 1.0, False, 'node / 31'),
    ObservationField('steps_to_station_norm', 23, 1, 1, 1, 0.0, 1.0, False, 'hops to the station / 31'),
    ObservationField('neighbors.valid', 24, 1, 6, 7, 0.0, 1.0, True, 'the slot holds a neighbor'),
    ObservationField('neighbors.node_type', 25, 3, 6, 7, 0.0, 1.0, True, 'one-hot: station, cluster, hazard'),
    ObservationField('neighbors.travel_time_norm', 28, 1, 6, 7, 0.0, 1.0, False, 'ticks of the edge / 8'),
    ObservationField('neighbors.travel_fuel_cost_norm', 29, 1, 6, 7, 0.0, 1.0, False, 'edge fuel for an empty ship / 160'),
    ObservationField('neighbors.threat_est', 30, 1, 6, 7, 0.0, 1.0, False, "current estimate of the edge's threat"),
    ObservationField('escape_buff_frac', 66, 1, 1, 1, 0.0, 1.0, False, 'escape-buff ticks left / 4'),
    ObservationField('anchor_buff_frac', 67, 1, 1, 1, 0.0, 1.0, False, 'stabilizer ticks left on the selected asteroid / 6'),
    ObservationField('asteroids.valid', 68, 1, 16, 11, 0.0, 1.0, True, 'an asteroid is there'),
    ObservationField('asteroids.comp_est', 69, 6, 16, 11, 0.0, 1.0, False, 'estimated composition; sums to 1'),
    ObservationField('asteroids.stability_est', 75, 1, 16, 11, 0.0, 1.0, False, 'estimated stability, higher is safer'),
    ObservationField('asteroids.depletion_frac', 76, 1, 16, 11, 0.0, 1.0, False, '0 fresh, 1 exhausted'),
    ObservationField('asteroids.scan_conf', 77, 1, 16, 11, 0.0, 1.0, False, 'confidence in the estimates'),
    ObservationField('asteroids.selected_flag', 78, 1, 16, 11, 0.0, 1.0, True, 'this asteroid is the selected one'),
    ObservationField('price_norm', 244, 6, 1, 6, 0.0, 1.0, False, "price / the commodity's highest price"),
    ObservationField('price_delta_norm', 250, 6, 1, 6, -1.0, 1.0, False, '(price - price at the previous observation of this episode) / 100'),
    ObservationField('station_stock_norm', 256, 4, 1, 4, 0.0, 1.0, False, 'station stock / 500 of iron, water_ice, pge, rare_isotopes'),
)

DECODED: Final = (
    DecodedField('fuel_frac', '', 'fuel', 'real', (1000.0,)),
    DecodedField('hull_frac', '', 'hull', 'real', (100.0,)),
    DecodedField('heat_frac', '', 'heat', 'real', (100.0,)),
    DecodedField('tool_frac', '', 'tool', 'real', (100.0,)),
    DecodedField('cargo_load_frac', '', 'cargo_load', 'real', (200.0,)),
    DecodedField('alert_frac', '', 'alert', 'real', (100.0,)),
    DecodedField('time_frac', '', 'time_left', 'real', (1.0,)),
    DecodedField('credits_log_norm', '', 'credits', 'log', (10000000.0,)),
    DecodedField('cargo_by_commodity_frac', '', 'cargo', 'real', (200.0,)),
    DecodedField('repair_kits_norm', '', 'repair_kits', 'whole', (12,)),
    DecodedField('stabilizers_norm', '', 'stabilizers', 'whole', (12,)),
    DecodedField('decoys_norm', '', 'decoys', 'whole', (12,)),
    DecodedField('at_station_flag', '', 'at_station', 'flag', (1.0,)),
    DecodedField('mining_active_flag', '', 'has_selection', 'flag', (1.0,)),
    DecodedField('current_node_type', '', 'node_type', 'type', (1.0,)),
    DecodedField('current_node_index_norm', '', 'node', 'whole', (31.0,)),
    DecodedField('steps_to_station_norm', '', 'hops_to_station', 'whole', (31.0,)),
    DecodedField('neighbors.valid', 'neighbors', 'valid', 'flag', (1.0,)),
    DecodedField('neighbors.node_type', 'neighbors', 'node_type', 'type', (1.0,)),
    DecodedField('neighbors.travel_time_norm', 'neighbors', 'travel_ticks', 'whole', (8,)),
    DecodedField('neighbors.travel_fuel_cost_norm', 'neighbors', 'travel_fuel', 'real', (160.0,)),
    DecodedField('neighbors.threat_est', 'neighbors', 'threat_estimate', 'real', (1.0,)),
    DecodedField('escape_buff_frac', '', 'escape_ticks', 'whole', (4,)),
    DecodedField('anchor_buff_frac', '', 'anchor_ticks', 'whole', (6,)),
    DecodedField('asteroids.valid', 'asteroids', 'valid', 'flag', (1.0,)),
    DecodedField('asteroids.comp_est', 'asteroids', 'composition_estimate', 'real', (1.0,)),
    DecodedField('asteroids.stability_est', 'asteroids', 'stability_estimate', 'real', (1.0,)),
    DecodedField('asteroids.depletion_frac', 'asteroids', 'depletion', 'real', (1.0,)),
    DecodedField('asteroids.scan_conf', 'asteroids', 'confidence', 'real', (1.0,)),
    DecodedField('asteroids.selected_flag', 'asteroids', 'selected', 'flag', (1.0,)),
    DecodedField('price_norm', '', 'prices', 'real', (180.0, 200.0, 240.0, 320.0, 420.0, 300.0)),
    DecodedField('price_delta_norm', '', 'price_changes', 'real', (100.0,)),
    DecodedField('station_stock_norm', '', 'station_stock', 'real', (500.0,)),
)

INFO_KEYS: Final = (
    InfoSpec('action', 'int', -1, '', 'The action as executed; -1 at reset.'),
    InfoSpec('dt', 'int', 0, 'ticks', 'How long the step took.'),
    InfoSpec('invalid_action', 'bool', 0, '', 'The requested action was illegal.'),
    InfoSpec('events', 'int', 0, '', 'Bit set of what happened, see the events.'),
    InfoSpec('credits', 'float', 0, 'credits', 'Money on board.'),
    InfoSpec('net_profit', 'float', 0, 'credits', 'Credits now minus credits at reset.'),
    InfoSpec('total_spend', 'float', 0, 'credits', 'Credits spent so far.'),
    InfoSpec('profit_per_tick', 'float', 0, 'credits/tick', 'net_profit / ticks; 0 at tick 0.'),
    InfoSpec('survival', 'int', 1, '', '0 if destroyed or stranded, else 1.'),
    InfoSpec('overheat_ticks', 'int', 0, 'ticks', 'Ticks of the steps in which the ship overheated.'),
    InfoSpec('pirate_encounters', 'int', 0, '', 'Times pirates struck.'),
    InfoSpec('value_lost_to_pirates', 'float', 0, 'credits', 'Value of the cargo taken by pirates, at the prices of the moment.'),
    InfoSpec('fuel_used', 'float', 0, 'fuel', 'Fuel lost so far, not refunded by a refill.'),
    InfoSpec('hull_damage', 'float', 0, 'hull', 'Hull lost so far, not refunded by a repair.'),
    InfoSpec('tool_wear', 'float', 0, 'tool', 'Tool condition lost so far, not refunded by maintenance.'),
    InfoSpec('scan_count', 'int', 0, '', 'Scans executed (actions 8, 9, 10).'),
    InfoSpec('mining_ticks', 'int', 0, 'ticks', 'Mining actions executed (actions 28, 29, 30).'),
    InfoSpec('cargo_utilization_avg', 'float', 0, '', 'Mean over the ticks of total cargo / 200; 0 at tick 0.'),
    InfoSpec('ticks', 'int', 0, 'ticks', 'The clock.'),
    InfoSpec('time_remaining', 'int', 0, 'ticks', 'Ticks left, never below 0.'),
)

OPTIONS: Final = (
    OptionSpec('time_max', 'int', 20000, 1, 1000000, (), 'ticks', 'Time budget of an episode.'),
    OptionSpec('reward_mode', 'choice', 'shaped', 0, 0, ('shaped', 'sparse'), '', 'All terms of the reward, or the sale and terminal terms only.'),
    OptionSpec('pirates', 'bool', True, 0, 0, (), '', 'Pirates attack.'),
    OptionSpec('fractures', 'bool', True, 0, 0, (), '', 'Asteroids crack while being mined.'),
    OptionSpec('scan_noise', 'bool', True, 0, 0, (), '', 'Scans are noisy.'),
    OptionSpec('price_impact', 'bool', True, 0, 0, (), '', 'Sales move the stock, and stock moves the price.'),
    OptionSpec('market_shocks', 'bool', True, 0, 0, (), '', 'Prices jump and fall now and then.'),
)

REWARD_TERMS: Final = (
    RewardTerm('sell', True, 'credits gained / 1,000', 'credits after less before, purchases included'),
    RewardTerm('extract', False, '0.02 * cargo value gained / 1,000', "never below 0; the cargo at the station's prices"),
    RewardTerm('fuel', False, '-0.1 * fuel lost / 100', 'fuel before less after, never below 0'),
    RewardTerm('time', False, '-0.001 * ticks', 'ticks of the step'),
    RewardTerm('wear', False, '-0.05 * tool lost / 10', 'tool condition before less after, never below 0'),
    RewardTerm('heat', False, '-0.2 * (max(0, heat - 70) / 100)^2', 'the heat after the step'),
    RewardTerm('damage', False, '-1 * hull lost / 10', 'hull before less after, never below 0'),
    RewardTerm('scan', False, '-0.005', 'a scan that was legal'),
    RewardTerm('invalid', False, '-0.01', 'an action that was illegal'),
    RewardTerm('pirate', False, '-1 * value stolen / 1,000', 'at the prices before the step'),
    RewardTerm('terminal', True, '-50, -100 or +0.002 * credits / 1,000', 'the last step: stranded, destroyed, or ended in any other way'),
)
"""In the order of the sum."""

STATE_FIELDS: Final = (
    StateField('chance.seed', 'u64', 0.0, 1.8446744073709552e+19),
    StateField('chance.episode', 'u64', 0.0, 1.8446744073709552e+19),
    StateField('config.time_max', 'u32', 1.0, 1000000.0),
    StateField('config.reward_mode', 'u8', 0.0, 1.0),
    StateField('config.pirates', 'u8', 0.0, 1.0),
    StateField('config.fractures', 'u8', 0.0, 1.0),
    StateField('config.scan_noise', 'u8', 0.0, 1.0),
    StateField('config.price_impact', 'u8', 0.0, 1.0),
    StateField('config.market_shocks', 'u8', 0.0, 1.0),
    StateField('tick', 'u32', 0.0, 1000007.0),
    StateField('ship.fuel', 'f64', 0.0, 1000.0),
    StateField('ship.hull', 'f64', 0.0, 100.0),
    StateField('ship.heat', 'f64', 0.0, 100.0),
    StateField('ship.tool', 'f64', 0.0, 100.0),
    StateField('ship.alert', 'f64', 0.0, 100.0),
    StateField('ship.credits', 'f64', 0.0, 1000000000000000.0),
    StateField('ship.cargo[c]', 'f64', 0.0, 201.0),
    StateField('ship.repair_kits', 'u8', 0.0, 12.0),
    StateField('ship.stabilizers', 'u8', 0.0, 12.0),
    StateField('ship.decoys', 'u8', 0.0, 12.0),
    StateField('ship.node', 'u8', 0.0, 31.0),
    StateField('ship.selected', 'i8', -1.0, 15.0),
    StateField('ship.escape_ticks', 'u8', 0.0, 4.0),
    StateField('ship.anchor_ticks', 'u8', 0.0, 6.0),
    StateField('belt.nodes[n].neighbors[k].threat_estimate', 'f64', 0.0, 1.0),
    StateField('belt.nodes[n].danger', 'f64', 0.0, 1.0),
    StateField('market[c].drift', 'f64', -2.0, 2.0),
    StateField('market[c].shock', 'f64', -40.0, 40.0),
    StateField('market[c].stock', 'f64', 0.0, 1000000.0),
    StateField('market[c].last_price', 'f64', 12.0, 420.0),
    StateField('counters.total_spend', 'f64', 0.0, 1000000000000000.0),
    StateField('counters.overheat_ticks', 'u32', 0.0, 1000007.0),
    StateField('counters.pirate_encounters', 'u32', 0.0, 1000007.0),
    StateField('counters.value_lost_to_pirates', 'f64', 0.0, 1000000000000000.0),
    StateField('counters.fuel_used', 'f64', 0.0, 1000000000000000.0),
    StateField('counters.hull_damage', 'f64', 0.0, 1000000000000000.0),
    StateField('counters.tool_wear', 'f64', 0.0, 1000000000000000.0),
    StateField('counters.scan_count', 'u32', 0.0, 1000007.0),
    StateField('counters.mining_ticks', 'u32', 0.0, 1000007.0),
    StateField('counters.utilization_ticks', 'f64', 0.0, 1000008.0),
    StateField('end_cause', 'i8', -1.0, 3.0),
)

STATE_ASTEROID_FIELDS: Final = (
    StateField('estimate[c]', 'f64', 0.0, 1.0),
    StateField('stability_estimate', 'f64', 0.0, 1.0),
    StateField('confidence', 'f64', 0.0, 1.0),
    StateField('depletion', 'f64', 0.0, 1.0),
)
