"""Reads JSON, JSON lines and YAML of a run folder; a damaged file becomes a DamagedFileError.

docs/formats/run_folder.md describes the files.
"""

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
YAML_VALUES_MAX: Final = 10_000
"""Most values in a configuration: YAML aliases make huge trees out of a few bytes."""

AnyModel = TypeVar("AnyModel", bound=BaseModel)


def read_object(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file.

    Raises:
        FileNotFoundError: The file does not exist.
        DamagedFileError: It contains something else.
    """
    try:
        value = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise DamagedFileError(f"{_short(path)} is not JSON") from None
    return _checked(value, _short(path))


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of JSON lines, without a last line that is being written.

    Raises:
        DamagedFileError: A line is not a JSON object.
    """
    appended = read_appended(path, None)
    return parse_rows(appended.lines, appended.mark.lines, path)


def parse_rows(lines: list[bytes], lines_total: int, path: Path) -> list[dict[str, Any]]:
    """Return the objects in consecutive lines of a file of JSON lines.

    Args:
        lines: The lines.
        lines_total: Number of the last of them, for error messages.
        path: The file, for error messages.

    Raises:
        DamagedFileError: A line is not a JSON object.
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
    """Return the mapping in a YAML file, None if the file does not exist.

    Raises:
        DamagedFileError: It contains something else.
    """
    try:
        value = yaml.safe_load(path.read_bytes())
    except FileNotFoundError:
        return None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise DamagedFileError(f"{_short(path)} is not YAML") from None
    if not isinstance(value, dict):
        raise DamagedFileError(f"{_short(path)} is not a mapping")
    if _has_more_values(value, YAML_VALUES_MAX):
        raise DamagedFileError(f"{_short(path)} has more than {YAML_VALUES_MAX} values")
    return value


def model_of(model: type[AnyModel], values: dict[str, Any], path: Path) -> AnyModel:
    """Return values of a file as a model.

    Raises:
        DamagedFileError: A key is missing or has an invalid value.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise DamagedFileError(f"{_short(path)}: {key}: {first['msg'].lower()}") from None


def _has_more_values(value: Any, limit: int) -> bool:
    """Whether a tree has more values than a limit."""
    pending = [value]
    while pending and limit >= 0:
        limit -= 1
        current = pending.pop()
        if isinstance(current, dict):
            pending.extend(current.values())
        elif isinstance(current, list | tuple | set):
            pending.extend(current)
    return bool(pending)


def _checked(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise DamagedFileError(f"{where} is not a JSON object")
    if value.get("schema", SCHEMA) != SCHEMA:
        raise DamagedFileError(
            f"{where} has schema {value['schema']!r}, this playserver reads schema {SCHEMA}"
        )
    return value


def _short(path: Path) -> str:
    """Return the end of a path, without folders outside the run."""
    return "/".join(path.parts[-2:])
