"""The whole state of an episode, and how it starts; the rules of a step are elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field

from envcore import spec
from envcore.config import EnvConfig
from envref.arithmetic import dot, sum_of
from envref.belt import STATION, Belt, Node, generate_belt
from envref.field import Asteroid, Fields
from envref.market import Commodity, open_market
from envref.random_numbers import RngKey

NOTHING_SELECTED = -1


@dataclass(slots=True)
class Ship:
    """The ship: what it holds, where it is, what it works on."""

    fuel: float = spec.FUEL_MAX
    hull: float = spec.HULL_MAX
    heat: float = 0.0
    tool: float = spec.TOOL_MAX
    alert: float = 0.0
    credits: float = 0.0
    cargo: list[float] = field(default_factory=lambda: [0.0] * spec.N_COMMODITIES)
    """Units of each commodity."""
    repair_kits: int = spec.START_REPAIR_KITS
    stabilizers: int = spec.START_STABILIZERS
    decoys: int = spec.START_DECOYS
    node: int = STATION
    selected: int = NOTHING_SELECTED
    """The selected asteroid of the node, or -1."""
    escape_ticks: int = 0
    anchor_ticks: int = 0

    @property
    def total_cargo(self) -> float:
        """Units on board, added from commodity 0 upwards (world.md 1)."""
        return sum_of(self.cargo)


@dataclass(slots=True)
class Counters:
    """Running totals of the episode; what was lost is not refunded by a refill (world.md 5, 9)."""

    total_spend: float = 0.0
    overheat_ticks: int = 0
    pirate_encounters: int = 0
    value_lost_to_pirates: float = 0.0
    fuel_used: float = 0.0
    hull_damage: float = 0.0
    tool_wear: float = 0.0
    scan_count: int = 0
    mining_ticks: int = 0
    utilization_ticks: float = 0.0
    """Sum of dt * (total cargo / 200)."""


@dataclass(slots=True)
class World:
    """Everything that a step reads and writes."""

    chance: RngKey
    """The key of the random numbers; the state names it `chance`."""
    config: EnvConfig
    belt: Belt
    fields: Fields
    market: list[Commodity]
    ship: Ship = field(default_factory=Ship)
    counters: Counters = field(default_factory=Counters)
    tick: int = 0
    end_cause: spec.EndCause = spec.EndCause.NONE

    @property
    def node(self) -> Node:
        """The node at which the ship is."""
        return self.belt.nodes[self.ship.node]

    @property
    def asteroids(self) -> list[Asteroid]:
        """The asteroids of the ship's node; empty at the station."""
        return self.fields[self.ship.node].asteroids

    @property
    def at_station(self) -> bool:
        """The ship is at the station."""
        return self.ship.node == STATION

    @property
    def cargo_value(self) -> float:
        """Credits that the cargo is worth at the quoted prices (interface.md, reward)."""
        return dot(self.ship.cargo, [commodity.price for commodity in self.market])

    @property
    def time_remaining(self) -> int:
        """Ticks left; never below 0, though the last step may overshoot (world.md 5)."""
        return max(0, self.config.time_max - self.tick)


def make_world(config: EnvConfig, seed: int, episode: int) -> World:
    """Draw the world of (seed, episode) as it is at reset (world.md 3, 4 and 7)."""
    key = RngKey(seed, episode)
    belt = generate_belt(key)
    market = open_market(key, config.price_impact)
    return World(key, config, belt, Fields(key, belt), market)
