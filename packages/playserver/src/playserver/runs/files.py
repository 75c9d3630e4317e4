"""Reads JSON, JSON lines and YAML of a run folder; a damaged file becomes a DamagedFileError.

docs/formats/run_folder.md describes the files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json, to_json

from playserver.errors import DamagedFileError
from playserver.runs.appended import read_appended
from playserver.runs.reading import opened, short

SCHEMA: Final = 1
YAML_VALUES_MAX: Final = 10_000
"""Most values in a configuration: YAML aliases make huge trees out of a few bytes."""

Row = dict[str, Any]
AnyModel = TypeVar("AnyModel", bound=BaseModel)


def read_object(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file.

    Raises:
        FileNotFoundError: The file does not exist.
        DamagedFileError: It contains something else, or cannot be read.
    """
    try:
        with opened(path) as file:
            value = from_json(file.read())
    except ValueError:
        raise DamagedFileError(f"{short(path)} is not JSON") from None
    return _checked(value, short(path))


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a file of JSON lines.

    Attributes:
        values: An object per line; empty for a damaged line.
        problems: What is wrong with the damaged lines.
    """

    values: list[dict[str, Any]]
    problems: list[str]


def read_rows(path: Path) -> Rows:
    """Return the rows of a file of JSON lines, without a last line that is being written.

    Raises:
        DamagedFileError: The file cannot be read.
    """
    appended = read_appended(path, None)
    return parse_rows(appended.lines, appended.mark.lines, path)


def parse_rows(
    lines: list[bytes],
    lines_total: int,
    path: Path,
    check: Callable[[Row], object] = lambda _: None,
) -> Rows:
    """Return the objects in consecutive lines of a file of JSON lines.

    Args:
        lines: The lines.
        lines_total: Number of the last of them, for messages.
        path: The file, for messages.
        check: Called with each object; raises DamagedFileError for a damaged one.
    """
    rows = Rows([], [])
    for number, line in enumerate(lines, lines_total - len(lines) + 1):
        try:
            value = _checked(from_json(line), "it")  # three times as fast as json.loads
            check(value)
        except ValueError:
            reason = "is not JSON"
        except DamagedFileError as damage:
            reason = str(damage).removeprefix("it ")
        else:
            rows.values.append(value)
            continue
        rows.values.append({})
        rows.problems.append(f"{short(path)}, line {number}, {reason}")
    return rows


def read_yaml(path: Path) -> dict[str, Any] | None:
    """Return the mapping in a YAML file, None if the file does not exist.

    Raises:
        DamagedFileError: It contains something else.
    """
    try:
        with opened(path) as file:
            value = yaml.safe_load(file.read())
    except FileNotFoundError:
        return None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise DamagedFileError(f"{short(path)} is not YAML") from None
    if not isinstance(value, dict):
        raise DamagedFileError(f"{short(path)} is not a mapping")
    if _has_more_values(value, YAML_VALUES_MAX):
        raise DamagedFileError(f"{short(path)} has more than {YAML_VALUES_MAX} values")
    try:  # keys and values as JSON has them: dates and numbers become texts
        plain: Row = from_json(to_json(value, bytes_mode="base64", inf_nan_mode="strings"))
    except ValueError:
        raise DamagedFileError(f"{short(path)} has a value that JSON cannot express") from None
    return plain


def read_yaml_again(path: Path) -> dict[str, Any] | None:
    """Return what `read_yaml` returns; a file that has not changed is not parsed again.

    Raises:
        DamagedFileError: It contains something else.
    """
    try:
        state = path.stat()
    except OSError:
        return read_yaml(path)
    return _yaml_of(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=1024)
def _yaml_of(path: Path, _mtime_ns: int, _size: int) -> dict[str, Any] | None:
    return read_yaml(path)


def model_of(model: type[AnyModel], values: Row, path: Path | None = None) -> AnyModel:
    """Return values of a file as a model; the path stands in the message.

    Raises:
        DamagedFileError: A key is missing or has an invalid value.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        where = "" if path is None else f"{short(path)}: "
        raise DamagedFileError(f"{where}{key}: {first['msg'].lower()}") from None


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
