"""Reading a configuration from a file, a template and `--set`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import ValidationError

from trainkit.config.messages import sentence_of
from trainkit.config.schema import RunConfig
from trainkit.config.section import Section
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
        ConfigError: The file cannot be read, or a key or value is not allowed.
    """
    raw = _read_mapping(path)
    for override in overrides or []:
        _apply_override(raw, override)
    return config_of(raw, f"config {path}")


def load_section(path: Path, section: type[SectionType]) -> SectionType:
    """Read a file that holds a section of its own, as a sweep does.

    Raises:
        ConfigError: The file cannot be read, or a key or value is not allowed.
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
    """Return the configuration in plain values.

    Raises:
        ConfigError: A key or value is not allowed; the message starts with `where`.
    """
    return _validated(RunConfig, raw, where)


def override_text(key: str, value: Any) -> str:
    """Return the argument of `--set` that sets a key to a value."""
    return f"{key}={json.dumps(value)}"


def _validated(section: type[SectionType], raw: dict[str, Any], where: str) -> SectionType:
    try:
        return section.model_validate(raw)
    except ValidationError as error:
        raise ConfigError(f"{where}: {sentence_of(error.errors()[0], section)}") from None


class _Loader(yaml.SafeLoader):
    """YAML in which 1e-3 is a number and a duplicate key is an error."""

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
    return yaml.load(text, _Loader)  # a SafeLoader


def _apply_override(raw: dict[str, Any], override: str) -> None:
    path, equals, text = override.partition("=")
    if not equals or not path:
        raise ConfigError(f"--set {override}: expected key=value, as in ppo.gamma=0.99")
    *sections, key = path.split(".")
    target = raw
    for section in sections:
        target = target.setdefault(section, {})
        if not isinstance(target, dict):
            raise ConfigError(f"--set {override}: {section} is not a section")
    try:
        target[key] = _parse(text)
    except yaml.YAMLError:
        raise ConfigError(f"--set {override}: the value is not YAML") from None
