"""Reads the files of a run folder; docs/formats/run_folder.md says what is in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from playserver.errors import DamagedFileError
from playserver.runs.appended import read_appended

SCHEMA: Final = 1
VALUES_MAX: Final = 10_000
"""Of a configuration."""

Shape = TypeVar("Shape", bound=BaseModel)


def read_object(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file.

    Raises:
        FileNotFoundError: It is not there.
        DamagedFileError: It holds something else.
    """
    try:
        value = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise DamagedFileError(f"{_short(path)} is not JSON") from None
    return _checked(value, _short(path))


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of JSON lines, without a last one that is being written.

    Raises:
        DamagedFileError: A line is no JSON object.
    """
    appended = read_appended(path, None)
    return parse_rows(appended.lines, appended.mark.lines, path)


def parse_rows(lines: list[bytes], lines_total: int, path: Path) -> list[dict[str, Any]]:
    """Return the objects in the last lines of a file of JSON lines.

    Args:
        lines: The lines.
        lines_total: Lines up to the last of them, for naming a damaged one.
        path: The file, for naming it.

    Raises:
        DamagedFileError: A line is no JSON object.
    """
    rows = []
    for number, line in enumerate(lines, lines_total - len(lines) + 1):
        try:
            value = from_json(line)  # three times as fast as json.loads
        except ValueError:
            raise DamagedFileError(f"{_short(path)}, line {number}, is not JSON") from None
        rows.append(_checked(value, f"{_short(path)}, line {number},"))
    return rows


def read_yaml(path: Path) -> dict[str, Any] | None:
    """Return the mapping in a YAML file, None where there is none.

    Raises:
        DamagedFileError: It holds something else.
    """
    try:
        value = yaml.safe_load(path.read_bytes())
    except FileNotFoundError:
        return None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise DamagedFileError(f"{_short(path)} is not YAML") from None
    if not isinstance(value, dict):
        raise DamagedFileError(f"{_short(path)} is no mapping")
    if _is_larger(value, VALUES_MAX):
        raise DamagedFileError(f"{_short(path)} has more than {VALUES_MAX} values")
    return value


def _is_larger(value: Any, most: int) -> bool:
    """Whether a tree has more values than so many; aliases make huge ones of a few bytes."""
    left = [value]
    while left and most >= 0:
        most -= 1
        here = left.pop()
        if isinstance(here, dict):
            left.extend(here.values())
        elif isinstance(here, list | tuple | set):
            left.extend(here)
    return bool(left)


def shaped(shape: type[Shape], value: dict[str, Any], path: Path) -> Shape:
    """Return a value of a file in its declared shape.

    Raises:
        DamagedFileError: A key is missing or not what it must be.
    """
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise DamagedFileError(f"{_short(path)}: {key}: {first['msg'].lower()}") from None


def _checked(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise DamagedFileError(f"{where} is no JSON object")
    if value.get("schema", SCHEMA) != SCHEMA:
        raise DamagedFileError(
            f"{where} has schema {value['schema']!r}, this playserver reads schema {SCHEMA}"
        )
    return value


def _short(path: Path) -> str:
    """Return the end of the path, which names no folder outside the run."""
    return "/".join(path.parts[-2:])
