"""The numbers of a window that TensorBoard and Weights & Biases draw, under stable names.

docs/formats/run_folder.md lists the names. Every number of a row gets one by the same rule, so that
a new metric appears by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

_GROUPS: Final = {
    "losses": "train",
    "info": "info",
    "end_causes": "end_causes",
    "evaluation": "evaluation",
}
"""Group of each object in a row; its numbers are named `group/key`."""

_NO_SCALARS: Final = frozenset({"schema", "seeds"})


def scalars_of(row: Mapping[str, Any], timing: Mapping[str, Any] | None = None) -> dict[str, float]:
    """Return the numbers of a row of windows.jsonl, and of its row of timing.jsonl, by name.

    A distribution gives its mean under its own name, and `_median`, `_q25` and `_q75`. What a row
    has no value for (null) is left out.
    """
    scalars: dict[str, float] = {}
    for key, value in row.items():
        if isinstance(value, Mapping) and key in _GROUPS:
            scalars.update(_numbers_in(value, _GROUPS[key]))
        else:
            scalars.update(_numbers_of(f"window/{key}", key, value))
    if timing is not None:
        scalars.update(_times_of(timing))
    return scalars


def _numbers_in(values: Mapping[str, Any], group: str) -> Iterator[tuple[str, float]]:
    for key, value in values.items():
        yield from _numbers_of(f"{group}/{key}", key, value)


def _numbers_of(name: str, key: str, value: Any) -> Iterator[tuple[str, float]]:
    if key in _NO_SCALARS or isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield name, float(value)
    elif isinstance(value, Mapping) and "mean" in value:
        yield name, float(value["mean"])
        for part in ("median", "q25", "q75"):
            yield f"{name}_{part}", float(value[part])
    elif isinstance(value, Mapping):
        yield from _numbers_in(value, name)


def _times_of(timing: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for key in ("steps_per_s", "wall_s", "cpu_s"):
        yield f"time/{key}", float(timing[key])
    for phase, seconds in timing["phases"].items():
        yield f"time/{phase}_s", float(seconds)
    for phase, seconds in timing.get("cpu_phases", {}).items():
        yield f"time/{phase}_cpu_s", float(seconds)
