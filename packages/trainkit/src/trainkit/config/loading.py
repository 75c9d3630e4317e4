"""Reading a configuration from a file and from `--set`, and saying what is wrong with it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import UnionType
from typing import Any, Final, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from trainkit.config.schema import RunConfig, Section
from trainkit.errors import ConfigError

SectionType = TypeVar("SectionType", bound=Section)


TEMPLATES: Final = ("default", "long", "quickstart", "sweep")
"""Configurations that come with the package, by name; `sweep` is one of `trainkit sweep`."""


def template_path(name: str) -> Path:
    """Return the file of a template."""
    return Path(__file__).with_name("templates") / f"{name}.yaml"


def config_path(text: str | Path) -> Path:
    """Return the file that a command line names: a path, or a template's name.

    A file of that name in the working folder goes before the template.
    """
    path = Path(text)
    return template_path(str(text)) if str(text) in TEMPLATES and not path.is_file() else path


def load_config(path: Path, overrides: list[str] | None = None) -> RunConfig:
    """Read a configuration file and apply `a.b=c` overrides, whose values are YAML.

    Raises:
        ConfigError: The file can not be read, or a key or value is not allowed.
    """
    raw = _read_mapping(path)
    for override in overrides or []:
        _apply_override(raw, override)
    return config_of(raw, f"config {path}")


def load_section(path: Path, section: type[SectionType]) -> SectionType:
    """Read a file that holds a section of its own, as a sweep does.

    Raises:
        ConfigError: The file can not be read, or a key or value is not allowed.
    """
    return _validated(section, _read_mapping(path), f"config {path}")


def _read_mapping(path: Path) -> dict[str, Any]:
    try:
        raw = _parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"config {path}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"config {path}: not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(raw, dict):
        raise ConfigError(f"config {path}: expected keys with values, got {type(raw).__name__}")
    return raw


def config_of(raw: dict[str, Any], where: str) -> RunConfig:
    """Return the configuration of plain values.

    Raises:
        ConfigError: A key or value is not allowed; the message begins with where.
    """
    return _validated(RunConfig, raw, where)


def override_text(key: str, value: Any) -> str:
    """Return what `--set` would be given to set a key to a value."""
    return f"{key}={json.dumps(value)}"


def _validated(section: type[SectionType], raw: dict[str, Any], where: str) -> SectionType:
    try:
        return section.model_validate(raw)
    except ValidationError as error:
        raise ConfigError(f"{where}: {_sentence_of(error.errors()[0], section)}") from None


class _Loader(yaml.SafeLoader):
    """YAML in which 1e-3 is a number, and a key that is given twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.YAMLError(f"the key {key} is given twice")
        return super().construct_mapping(node, deep)


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?\d+(\.\d*)?[eE][-+]?\d+$"),
    list("-+0123456789"),
)


def _parse(text: str) -> Any:
    return yaml.load(text, _Loader)  # made from SafeLoader


def _apply_override(raw: dict[str, Any], override: str) -> None:
    path, equals, text = override.partition("=")
    if not equals or not path:
        raise ConfigError(f"--set {override}: expected key=value, as in ppo.gamma=0.99")
    *sections, key = path.split(".")
    target = raw
    for section in sections:
        target = target.setdefault(section, {})
        if not isinstance(target, dict):
            raise ConfigError(f"--set {override}: {section} is no section")
    try:
        target[key] = _parse(text)
    except yaml.YAMLError:
        raise ConfigError(f"--set {override}: the value is not YAML") from None


def _sentence_of(problem: ErrorDetails, root: type[BaseModel]) -> str:
    """Say a problem in one sentence: the key's path, the value, and what is allowed."""
    path = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "missing":
        parent, _ = _section_at(problem["loc"][:-1], root)
        return f"{path} is missing: {parent.model_fields[str(problem['loc'][-1])].description}"
    section, names = _section_at(problem["loc"], root)
    if problem["type"] == "extra_forbidden":
        return f"{path} is an unknown key, allowed: {', '.join(section.model_fields)}"
    if problem["type"] == "value_error":
        return str(problem["ctx"]["error"])
    if not names:
        return f"{path} is {problem['input']!r}, expected a section with keys"
    schema = section.model_json_schema()["properties"][str(names[0])]
    return f"{path} is {problem['input']!r}, expected {allowed_values(schema)}"


def _section_at(
    path: tuple[int | str, ...], root: type[BaseModel]
) -> tuple[type[BaseModel], list[int | str]]:
    """Return the section that a path leads into and the names left over within it."""
    section = root
    names = list(path)
    while names and str(names[0]) in section.model_fields:
        annotation: Any = section.model_fields[str(names[0])].annotation
        choices = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
        found = [kind for kind in choices if _is_section(kind)]
        if not found:
            break
        section = found[0]
        names.pop(0)
    return section, names


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def allowed_values(schema: dict[str, Any]) -> str:
    """Say in words what a JSON schema of a key allows."""
    if "anyOf" in schema:
        return " or ".join(allowed_values(choice) for choice in schema["anyOf"])
    if "$ref" in schema:
        return "a section with keys"
    if "enum" in schema:
        return "one of " + ", ".join(schema["enum"])
    if schema["type"] == "array":
        least, most = schema.get("minItems"), schema.get("maxItems")
        number = "" if least is None else f"{least} or more "
        number = number if most is None else f"{least}..{most} "
        return f"a list of {number}values, each {allowed_values(schema['items'])}"
    names = {"integer": "an integer", "number": "a number", "boolean": "true or false"}
    words = (names | {"null": "null", "object": "keys with values"}).get(schema["type"], "a text")
    bounds = [
        f"{sign} {schema[key]}"
        for sign, key in (
            (">=", "minimum"),
            (">", "exclusiveMinimum"),
            ("<=", "maximum"),
            ("<", "exclusiveMaximum"),
        )
        if key in schema
    ]
    return " ".join([words, " and ".join(bounds)]).strip()
