"""The map of the belt that a ship builds: nodes seen, edges between them, rocks at each node.

Everything comes from observations and from the ship's own actions. A node is identified by its
number, an edge by its fuel cost, which both of its ends show.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from envcore import spec
from envcore.spec import Action
from trainkit.bots.view import BASE_PRICES, Floats, Ints, View
from trainkit.copies import CopiedWhole

_NODES, _SLOTS, _ROCKS = spec.MAX_NODES, spec.MAX_NEIGHBORS, spec.MAX_ASTEROIDS
HAZARD = spec.NodeType.HAZARD
STATION = 0
_YIELDS = np.array([mode.yield_factor for mode in spec.MINING_MODES])
_AVERAGED_TICKS = 6.0  # mined ticks after which a new one changes the mean richness by a sixth
_UNITS_MIN = 1e-3  # smaller yields are no estimate of richness
_CARGO_NOISE = 1e-4  # float32 rounding of cargo in an observation


class BeltMap(CopiedWhole):
    """Maps and rock lists of a batch of ships; the world is the first axis of every array.

    Attributes:
        was_seen: Whether the ship was at a node, (n, 32).
        leads_to: Node at the end of an edge, -1 while unknown, (n, 32, 6).
        edge_ticks: Ticks of an edge, 0 without one, (n, 32, 6).
        edge_is_hazard: Whether the node at its end is a hazard, (n, 32, 6).
        ticks_between: Ticks of the shortest known route between two nodes, (n, 32, 32).
        first_slot: First edge of that route, -1 without a route, (n, 32, 32).
        value: Credits per unit of a rock at base prices, exact once it was mined, (n, 32, 16).
        stability, depletion: Of a rock, as last seen, (n, 32, 16).
        richness: Units per tick that the rock gives to a new tool in a fresh rock at mode factor 1,
            NaN until it was mined, (n, 32, 16).
    """

    def __init__(self, num_worlds: int) -> None:
        n = num_worlds
        self.was_seen = np.zeros((n, _NODES), np.bool_)
        self.leads_to = np.full((n, _NODES, _SLOTS), -1)
        self.edge_ticks = np.zeros((n, _NODES, _SLOTS))
        self.edge_is_hazard = np.zeros((n, _NODES, _SLOTS), np.bool_)
        self.ticks_between = np.full((n, _NODES, _NODES), np.inf)
        self.first_slot = np.full((n, _NODES, _NODES), -1)
        self.value = np.zeros((n, _NODES, _ROCKS))
        self.stability = np.zeros((n, _NODES, _ROCKS))
        self.depletion = np.ones((n, _NODES, _ROCKS))
        self.richness = np.full((n, _NODES, _ROCKS), np.nan)
        self._edge_fuel = np.zeros((n, _NODES, _SLOTS), np.float32)
        self._times_mined = np.zeros((n, _NODES, _ROCKS))
        self._mined: tuple[Ints, Ints, Ints, Floats, Floats] | None = None

    def observe(self, view: View) -> None:
        """Update the map from an observation and from the effect of the last action."""
        self._learn_from_mining(view)
        worlds = np.arange(len(view.node))
        fuel = view.values("neighbors.travel_fuel_cost_norm").astype(np.float32)
        ticks = np.rint(view.values("neighbors.travel_time_norm") * spec.EDGE_TICKS_MAX)
        is_hazard = view.values("neighbors.node_type")[:, :, HAZARD] > 0
        for world in np.flatnonzero(~self.was_seen[worlds, view.node]):
            node = int(view.node[world])
            self.edge_is_hazard[world, node] = is_hazard[world]
            self._add_node(int(world), node, fuel[world], ticks[world])
        has_rock = view.values("asteroids.valid") > 0
        was_mined = self._times_mined[worlds, view.node] > 0
        self.value[worlds, view.node] = np.where(
            was_mined, self.value[worlds, view.node], view.rock_value
        )
        self.stability[worlds, view.node] = view.values("asteroids.stability_est")
        depletion = np.where(has_rock, view.values("asteroids.depletion_frac"), 1.0)
        self.depletion[worlds, view.node] = depletion

    def note_actions(self, view: View, actions: Ints) -> None:
        """Keep which rocks are about to be mined, to learn from the next observation."""
        mines = (actions >= Action.MINE_CONSERVATIVE) & (actions <= Action.MINE_AGGRESSIVE)
        worlds = np.flatnonzero(mines)
        factor = _YIELDS[actions[worlds] - Action.MINE_CONSERVATIVE] * efficiency(view)[worlds]
        self._mined = (
            worlds,
            view.node[worlds],
            view.selected[worlds],
            factor,
            view.cargo[worlds],
        )

    def _learn_from_mining(self, view: View) -> None:
        """Infer richness from depletion, and composition from the cargo gained."""
        if self._mined is None:
            return
        (worlds, nodes, rocks, factor, cargo_before), self._mined = self._mined, None
        before = self.depletion[worlds, nodes, rocks]
        now = view.values("asteroids.depletion_frac")[worlds, rocks]
        gained = view.cargo[worlds] - cargo_before
        units = gained.sum(axis=1)
        is_clean = (
            (now < 1.0) & (view.node[worlds] == nodes) & (gained >= -_CARGO_NOISE).all(axis=1)
        )
        is_clean &= (units > _UNITS_MIN) & (view.load[worlds] < spec.CARGO_MAX - 1.0)
        worlds, nodes, rocks = worlds[is_clean], nodes[is_clean], rocks[is_clean]
        seen = units[is_clean] / (factor[is_clean] * (1.0 - before[is_clean]))
        count = np.minimum(self._times_mined[worlds, nodes, rocks] + 1, _AVERAGED_TICKS)
        known = self.richness[worlds, nodes, rocks]
        known = np.where(np.isnan(known), seen, known)
        self.richness[worlds, nodes, rocks] = known + (seen - known) / count
        self._times_mined[worlds, nodes, rocks] = count
        self.value[worlds, nodes, rocks] = (gained[is_clean] @ BASE_PRICES) / units[is_clean]

    def _add_node(
        self, world: int, node: int, fuel: npt.NDArray[np.float32], ticks: Floats
    ) -> None:
        """Add a node to the map of a world, and shorten all routes that it shortens."""
        self.was_seen[world, node] = True
        self._edge_fuel[world, node] = fuel
        self.edge_ticks[world, node] = ticks
        between, first = self.ticks_between[world], self.first_slot[world]
        between[node, node] = 0.0
        for slot in np.flatnonzero(ticks > 0):
            same = (self._edge_fuel[world] == fuel[slot]) & (self.edge_ticks[world] == ticks[slot])
            same[node] = False
            for other, other_slot in np.argwhere(same):
                self.leads_to[world, node, slot] = other
                self.leads_to[world, other, other_slot] = node
                self._add_edge(world, (node, int(slot)), (int(other), int(other_slot)))
        through = between[:, node, np.newaxis] + between[np.newaxis, node]
        is_shorter = through < between
        between[is_shorter] = through[is_shorter]
        first[is_shorter] = np.broadcast_to(first[:, node, np.newaxis], first.shape)[is_shorter]

    def _add_edge(self, world: int, new: tuple[int, int], known: tuple[int, int]) -> None:
        """Update the routes from and to a new node by one of its edges.

        Args:
            world: The world.
            new: The new node and its slot of the edge.
            known: The node at the other end and its slot.
        """
        (node, slot), (other, other_slot) = new, known
        between, first = self.ticks_between[world], self.first_slot[world]
        ticks = self.edge_ticks[world, node, slot]
        out = ticks + between[other]
        is_shorter = out < between[node]
        between[node, is_shorter] = out[is_shorter]
        first[node, is_shorter] = slot
        back = between[:, other] + ticks
        is_shorter = back < between[:, node]
        between[is_shorter, node] = back[is_shorter]
        first[is_shorter, node] = np.where(
            np.arange(_NODES)[is_shorter] == other, other_slot, first[is_shorter, other]
        )


def efficiency(view: View) -> Floats:
    """Return the share of the full rate that the ship mines at, from tool and heat."""
    heat = view.heat / spec.HEAT_MAX
    when_hot = np.maximum(spec.HOT_EFFICIENCY_MIN, 1.0 - (heat - spec.HOT_FRAC) / spec.HOT_SPAN)
    by_heat = np.where(heat <= spec.HOT_FRAC, 1.0, when_hot)
    result: Floats = tool_efficiency(view.tool) * by_heat
    return result


def tool_efficiency(tool: Floats) -> Floats:
    """Return the share of the full rate that a cool ship mines at, by tool condition."""
    return spec.TOOL_EFFICIENCY_BASE + spec.TOOL_EFFICIENCY_SLOPE * tool / spec.TOOL_MAX
