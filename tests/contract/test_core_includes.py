"""The layers of the C++ core: which of its files may include which."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.repository import ROOT

CPP = ROOT / "packages" / "envcore" / "cpp"

# every room of the world and the rooms whose headers it may include, lowest first
ROOMS: dict[str, set[str]] = {
    "spec": set(),
    "sha256": set(),
    "worker_pool": set(),
    "clone": set(),
    "arithmetic": {"spec", "clone"},
    "lanes": {"arithmetic"},
    "chance": {"arithmetic"},
    "chance_lanes": {"chance", "lanes"},
    "world": {"chance"},
    "step_record": {"lanes", "world"},
    "belt": {"world", "chance"},
    "field": {"world", "chance_lanes"},
    "market": {"world", "chance_lanes"},
    "legality": {"world", "lanes"},
    "prefetch": {"legality"},
    "exposure": {"step_record"},
    "reward": {"step_record", "lanes"},  # and never the rooms that make the record
    "info": {"step_record"},
    "observation": {"step_record", "lanes", "market"},
    "effects": {"step_record", "field", "market", "lanes", "chance_lanes"},
    "step": {"step_record", "belt", "field", "market", "legality", "effects", "exposure"},
    "state_codec": {"world", "field", "market", "sha256", "step"},
    "batch_rows": {"step_record", "info", "legality", "observation", "prefetch", "reward", "step"},
    "single_row": {"step_record", "legality", "observation", "step"},
    "kernel": {"batch_rows", "single_row"},
    "kernel_clone": {"kernel", "step"},
    "batch": {"batch_rows", "kernel", "worker_pool"},
}


def includes_of(path: Path) -> list[Path]:
    """Return the files of this repository that a C++ file includes."""
    names = re.findall(r'^#include "(.+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
    return [(path.parent / name).resolve() for name in names]


def room_of(path: Path) -> str:
    """Return the room of a file: its folder if that is within world/, else its name."""
    return "effects" if path.parent.name == "effects" else path.stem


@pytest.mark.parametrize("path", sorted((CPP / "world").rglob("*.?pp")), ids=lambda path: path.name)
def test_a_room_includes_lower_rooms_only(path: Path) -> None:
    room = room_of(path)
    assert room in ROOMS, f"{path.name} is in no room: give it a place in ROOMS"
    for included in includes_of(path):
        assert included.is_file(), included
        other = room_of(included)
        assert other == room or other in ROOMS[room], f"{path.name} includes {included.name}"


def test_the_rooms_are_ordered() -> None:
    order = list(ROOMS)
    for room, lower in ROOMS.items():
        assert all(order.index(other) < order.index(room) for other in lower), room


def test_the_world_knows_neither_python_nor_its_bindings() -> None:
    for path in (CPP / "world").rglob("*.?pp"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"#include [<\"](pybind11|Python\.h|\.\./bindings)", text), path.name
        # libm differs between platforms; sqrt and frexp are exact everywhere
        called = re.findall(r"std::(exp|log|log1p|sin|cos|pow|tanh|fma|rand)\b", text)
        assert called == [], f"{path.name} calls {called}"
