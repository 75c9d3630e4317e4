"""The map of the belt: what the ship has seen of it, or all of it if the truth is shown."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from envcore.rendering import palette
from envcore.rendering.brush import SMALL, Box, Brush
from envcore.rendering.layout import BeltLayout, Place, Point, free_angle
from envcore.rendering.ship_log import KnownEdge, ShipLog

_MARGIN: Final = 44.0
_SCALE_MAX: Final = 125.0  # pixels of a unit of the layout, at most
_STRETCH_MAX: Final = 1.8  # how much wider than high (or the other way round) a unit may be
_STATION, _CLUSTER, _HAZARD = range(3)

Truth = list[dict[str, Any]]
"""The true belt, as AsteroidProspectorEnv.belt gives it."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """How places of the layout become pixels."""

    scale_x: float
    scale_y: float
    x: float
    y: float

    def at(self, place: Point) -> Point:
        return self.x + place[0] * self.scale_x, self.y + place[1] * self.scale_y


def draw_belt(
    brush: Brush,
    box: Box,
    log: ShipLog,
    truth: Truth | None,
) -> None:
    """Draw the map into a box."""
    x, y, width, height = box
    brush.title(box, "The whole belt" if truth else "Belt as known")
    _draw_legend(brush, x + width - 14, y + 21)
    _draw_scale(brush, x + 14, y + height - 12, truth is not None)
    positions = _true_layout(truth).positions if truth else log.layout.positions
    frame = _fit(positions, box)
    if truth:
        _draw_true_ways(brush, frame, positions, truth)
    _draw_known_ways(brush, frame, positions, log, only_here=truth is not None)
    _draw_nodes(brush, frame, positions, log, truth)
    if not truth:
        _draw_badges(brush, frame, positions, log)
    here = _here(log)
    edges = enumerate(log.nodes[here].edges)
    ends = [] if truth else [frame.at(positions[_end_of(here, k, edge)]) for k, edge in edges]
    _draw_ship(brush, frame.at(positions[here, -1]), ends)


def _here(log: ShipLog) -> int:
    assert log.view is not None
    return int(log.view.node)


def _true_layout(truth: Truth) -> BeltLayout:
    layout = BeltLayout()
    edges: list[tuple[Place, Place, int]] = []
    for number in sorted(range(len(truth)), key=lambda n: (truth[n]["hops"], n)):
        origin = None
        for edge in truth[number]["neighbors"]:
            if (edge["node"], -1) in layout.positions:
                origin = origin or (edge["node"], -1)
                edges.append(((number, -1), (edge["node"], -1), edge["ticks"]))
        layout.positions[number, -1] = _beside(layout, origin, number)
    layout.place(edges, around=0, origin=None)
    return layout


def _beside(layout: BeltLayout, origin: Place | None, number: int) -> Point:
    if origin is None:
        return 0.0, 0.0
    x, y = layout.positions[origin]
    angle = 2.4 * number
    return x + math.cos(angle), y + math.sin(angle)


def _fit(positions: dict[Place, Point], box: Box) -> _Frame:
    x, y, width, height = box
    xs = [p[0] for p in positions.values()]
    ys = [p[1] for p in positions.values()]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    fill_x = (width - 2 * _MARGIN) / max(wide, 1e-6)
    fill_y = (height - 2 * _MARGIN - 24) / max(high, 1e-6)
    scale_x = min(_SCALE_MAX, fill_x, _STRETCH_MAX * fill_y)
    scale_y = min(_SCALE_MAX, fill_y, _STRETCH_MAX * fill_x)
    return _Frame(
        scale_x=scale_x,
        scale_y=scale_y,
        x=x + width / 2 - scale_x * (max(xs) + min(xs)) / 2,
        y=y + height / 2 + 4 - scale_y * (max(ys) + min(ys)) / 2,
    )


def _draw_legend(brush: Brush, right: float, y: float) -> None:
    for kind, label in ((_HAZARD, "hazard"), (_CLUSTER, "cluster"), (_STATION, "station")):
        brush.words(right, y, label, palette.INK_SOFT, size=SMALL, anchor=1)
        right -= brush.canvas.text_width(label, SMALL) + 12
        _draw_marker(brush, right, y - 3.5, kind, 4.5, 1.0)
        right -= 18


def _draw_scale(brush: Brush, x: float, y: float, is_truth: bool) -> None:
    brush.words(x, y, "threat", palette.INK_FAINT, size=SMALL)
    for i in range(24):
        brush.canvas.rect(x + 42 + 3 * i, y - 6, 3, 6, palette.heat_color(i / 23), 0)
    if not is_truth:
        note = "edges from here: t ticks, f fuel for an empty ship"
        brush.words(x + 128, y, note, palette.INK_FAINT, size=SMALL)


def _draw_known_ways(
    brush: Brush,
    frame: _Frame,
    positions: dict[Place, Point],
    log: ShipLog,
    *,
    only_here: bool,
) -> None:
    here = _here(log)
    for number, node in log.nodes.items():
        if number == here or only_here:
            continue
        for slot, edge in enumerate(node.edges):
            end = _end_of(number, slot, edge)
            if edge.leads_to == here or (edge.leads_to is not None and number > edge.leads_to):
                continue
            points = [frame.at(positions[number, -1]), frame.at(positions[end])]
            faint = palette.with_alpha(palette.heat_color(edge.threat_estimate), 0.30)
            brush.canvas.line(points, 1.4, faint)
            if edge.leads_to is None:
                _draw_marker(brush, *points[1], edge.node_type, 4.0, 0.55)
    if only_here:
        return
    for slot, edge in enumerate(log.nodes[here].edges):
        points = [frame.at(positions[here, -1]), frame.at(positions[_end_of(here, slot, edge)])]
        color = palette.heat_color(edge.threat_estimate)
        brush.canvas.line(points, 2.4, palette.with_alpha(color, 0.85))
        if edge.leads_to is None:
            _draw_marker(brush, *points[1], edge.node_type, 6.5, 1.0)


def _end_of(number: int, slot: int, edge: KnownEdge) -> Place:
    return (number, slot) if edge.leads_to is None else (edge.leads_to, -1)


def _draw_badges(brush: Brush, frame: _Frame, positions: dict[Place, Point], log: ShipLog) -> None:
    """Draw the names and costs of the edges from the current node."""
    here = _here(log)
    start = frame.at(positions[here, -1])
    for slot, edge in enumerate(log.nodes[here].edges):
        end = frame.at(positions[_end_of(here, slot, edge)])
        x, y = (start[0] + 1.2 * end[0]) / 2.2, (start[1] + 1.2 * end[1]) / 2.2
        brush.canvas.disc(x, y, 8.5, palette.NIGHT)
        brush.canvas.ring(x, y, 8.5, 1.4, palette.heat_color(edge.threat_estimate))
        brush.words(x, y + 3.6, f"{slot}", palette.INK, size=7.2, anchor=0.5, bold=True)
        length = math.hypot(end[0] - start[0], end[1] - start[1]) or 1.0
        across, down = (end[0] - start[0]) / length, (end[1] - start[1]) / length
        label_x, label_y = end[0] + 15 * across, end[1] + 15 * down + 3 * (1 + down)
        anchor = 0.5 - 0.5 * across if abs(across) > 0.35 else 0.5
        costs = f"{edge.ticks}t {edge.fuel:.0f}f"
        brush.words(label_x, label_y, costs, palette.INK_SOFT, size=6.4, anchor=anchor)


def _draw_true_ways(
    brush: Brush, frame: _Frame, positions: dict[Place, Point], truth: Truth
) -> None:
    for number, node in enumerate(truth):
        for edge in node["neighbors"]:
            if number < edge["node"]:
                points = [frame.at(positions[number, -1]), frame.at(positions[edge["node"], -1])]
                color = palette.heat_color(min(1.0, 1.4 * edge["threat"]))
                brush.canvas.line(points, 1.6, palette.with_alpha(color, 0.6))


def _draw_nodes(
    brush: Brush,
    frame: _Frame,
    positions: dict[Place, Point],
    log: ShipLog,
    truth: Truth | None,
) -> None:
    kinds = {number: node.node_type for number, node in log.nodes.items()}
    if truth:
        names = ("station", "cluster", "hazard")
        kinds = {number: names.index(node["type"]) for number, node in enumerate(truth)}
    for number, kind in kinds.items():
        x, y = frame.at(positions[number, -1])
        if truth:
            danger = truth[number]["danger"]
            brush.canvas.glow(x, y, 12 + 34 * danger, palette.with_alpha(palette.BAD, danger))
        seen = 1.0 if number in log.nodes else 0.45
        _draw_marker(brush, x, y, kind, 9.5, seen)
        if kind != _STATION:
            ink = palette.NIGHT if number in log.nodes else palette.INK
            brush.words(x, y + 3.2, f"{number}", ink, size=6.2, anchor=0.5, bold=True)


def _draw_marker(brush: Brush, x: float, y: float, kind: int, size: float, alpha: float) -> None:
    """Draw a node: a ringed square for the station, a disc for a cluster, a spike for a hazard."""
    color = palette.with_alpha(palette.NODE_COLORS[kind], alpha)
    if kind == _STATION:
        brush.canvas.glow(x, y, 2.6 * size, palette.with_alpha(color, 0.35))
        square = [(x - size, y), (x, y - size), (x + size, y), (x, y + size)]
        brush.canvas.polygon(square, color)
        inner = [(x + 0.45 * (a - x), y + 0.45 * (b - y)) for a, b in square]
        brush.canvas.polygon(inner, palette.NIGHT)
    elif kind == _CLUSTER:
        brush.canvas.disc(x, y, size * 0.88, color)
    else:
        points = []
        for i in range(12):
            radius = size * (1.12 if i % 2 == 0 else 0.78)
            angle = math.pi * i / 6
            points.append((x + radius * math.sin(angle), y - radius * math.cos(angle)))
        brush.canvas.polygon(points, color)


def _draw_ship(brush: Brush, place: Point, ends: list[Point]) -> None:
    """Draw the ship beside the node that it is at, where no edge leads off."""
    x, y = place
    brush.canvas.ring(x, y, 14.5, 1.6, palette.with_alpha(palette.SHIP, 0.85))
    angle = free_angle(place, ends)
    ahead, aside = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))

    def at(forward: float, sideways: float) -> Point:
        return (
            x + forward * ahead[0] + sideways * aside[0],
            y + forward * ahead[1] + sideways * aside[1],
        )

    brush.canvas.glow(*at(24, 0), 22, palette.with_alpha(palette.NODE_COLORS[0], 0.5))
    brush.canvas.polygon([at(33, 0), at(18, 6.5), at(21, 0), at(18, -6.5)], palette.SHIP)
    brush.canvas.polygon([at(20, 2.4), at(20, -2.4), at(14.5, 0)], palette.WARN)
