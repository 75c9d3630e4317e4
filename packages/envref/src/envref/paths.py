"""Walk the world by the dotted paths of the spec, such as `ship.cargo[c]`.

`[c]`, `[n]`, `[k]` and `[a]` stand for every item of the list before them, in order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where one value lies: an attribute of an object or an item of a list."""

    path: str
    """With numbers in place of letters: `ship.cargo[2]`."""
    holder: Any
    key: str | int

    def get(self) -> Any:
        """Return the value."""
        return (
            self.holder[self.key] if isinstance(self.key, int) else getattr(self.holder, self.key)
        )

    def put(self, value: Any) -> None:
        """Replace the value."""
        if isinstance(self.key, int):
            self.holder[self.key] = value
        else:
            setattr(self.holder, self.key, value)


@cache
def parts_of(path: str) -> tuple[tuple[str, bool], ...]:
    """Split a path into (attribute, whether every item of it is meant)."""
    return tuple((part.partition("[")[0], "[" in part) for part in path.split("."))


def values_of(holder: Any, path: str) -> list[Any]:
    """Return every value that `path` stands for, in order: `places_of` for reading alone."""
    values = [holder]
    for name, are_items in parts_of(path):
        values = [getattr(value, name) for value in values]
        if are_items:
            values = [item for items in values for item in items]
    return values


def places_of(holder: Any, path: str, done: str = "") -> Iterator[Place]:
    """Find every value that `path` stands for, in order."""
    head, _, rest = path.partition(".")
    name, bracket, _ = head.partition("[")
    if not bracket:
        yield from deeper(holder, name, rest, done + name)
        return
    items = getattr(holder, name)
    for i in range(len(items)):
        yield from deeper(items, i, rest, f"{done}{name}[{i}]")


def deeper(holder: Any, key: str | int, rest: str, done: str) -> Iterator[Place]:
    """Follow the rest of the path, or yield the place at its end."""
    place = Place(done, holder, key)
    if rest:
        yield from places_of(place.get(), rest, done + ".")
    else:
        yield place
