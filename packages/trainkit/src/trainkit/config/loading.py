"""Reading a configuration from a file, a template and `--set`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from trainkit.config.env_section import EnvSection
from trainkit.config.messages import sentence_of
from trainkit.config.schema import RunConfig
from trainkit.config.section import Section
from trainkit.config.yaml_text import YamlError, parse_yaml, shown
from trainkit.errors import ConfigError
from trainkit.files import home_path

SectionType = TypeVar("SectionType", bound=Section)


TEMPLATES: Final = ("curriculum", "default", "long", "quickstart", "recurrent", "sweep")
"""Configurations that come with the package, by name; `sweep` is one of `trainkit sweep`."""


def template_path(name: str) -> Path:
    """Return the file of a template."""
    return Path(__file__).with_name("templates") / f"{name}.yaml"


def config_path(text: str | Path) -> Path:
    """Return the file that a command line names: a path, or a template's name.

    A file of that name in the working folder goes before the template.
    """
    path = home_path(str(text))
    return template_path(str(text)) if str(text) in TEMPLATES and not path.is_file() else path


def config_beside(folder: Path, text: str) -> Path:
    """Return the file that a file of a folder names: a path from there, or a template's name."""
    path = folder / home_path(text)
    is_template = text in TEMPLATES and not path.is_file()
    return template_path(text) if is_template else path


def load_config(path: Path, overrides: list[str] | None = None) -> RunConfig:
    """Read a configuration file and apply `a.b=c` overrides, whose values are YAML.

    Raises:
        ConfigError: The file cannot be read, or a key or value is not allowed.
    """
    raw = _read_mapping(path)
    for override in overrides or []:
        _apply_override(raw, override)
    return config_of(raw, f"config {path}")


def load_defaults(overrides: list[str] | None = None) -> RunConfig:
    """Return the defaults of all keys, and `a.b=c` overrides.

    Raises:
        ConfigError: A key or value is not allowed.
    """
    raw: dict[str, Any] = {"run_dir": "runs/first"}  # which has no default
    for override in overrides or []:
        _apply_override(raw, override)
    return config_of(raw, "defaults")


def load_section(path: Path, section: type[SectionType]) -> SectionType:
    """Read a file that holds a section of its own, as a sweep does.

    Raises:
        ConfigError: The file cannot be read, or a key or value is not allowed.
    """
    return _validated(section, _read_mapping(path), f"config {path}")


def _read_mapping(path: Path) -> dict[str, Any]:
    try:
        raw = parse_yaml(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"config {path}: {error.strerror}") from None
    except (YamlError, UnicodeDecodeError) as error:
        raise ConfigError(f"config {path}: not YAML: {' '.join(str(error).split())}") from None
    if raw is None:
        raise ConfigError(f"config {path}: the file is empty, expected keys with values")
    if not isinstance(raw, dict):
        raise ConfigError(f"config {path}: expected keys with values, got {type(raw).__name__}")
    return raw


def config_of(raw: dict[str, Any], where: str) -> RunConfig:
    """Return the configuration in plain values.

    Raises:
        ConfigError: A key or value is not allowed; the message starts with `where`.
    """
    return _validated(RunConfig, raw, where)


def env_overrides(texts: Sequence[str]) -> dict[str, Any]:
    """Return the options of the worlds that overrides `env.KEY=VALUE` set.

    Raises:
        ConfigError: A key or value is not allowed.
    """
    raw: dict[str, Any] = {}
    for text in texts:
        _apply_override(raw, text)
    for key, values in raw.items():
        if key != "env" or not isinstance(values, dict):
            raise ConfigError(f"--set {key}: expected a key of env, as in env.pirates=false")
    given = raw.get("env", {})
    section = _validated(EnvSection, given, "--set env")
    return {key: getattr(section, key) for key in given}


def override_text(key: str, value: Any) -> str:
    """Return the argument of `--set` that sets a key to a value."""
    return f"{key}={json.dumps(value)}"


def _validated(section: type[SectionType], raw: dict[str, Any], where: str) -> SectionType:
    try:
        return section.model_validate(raw)
    except ValidationError as error:
        raise ConfigError(f"{where}: {sentence_of(error.errors()[0], section)}") from None


def _apply_override(raw: dict[str, Any], override: str) -> None:
    path, equals, text = override.partition("=")
    if not equals or not path:
        raise ConfigError(f"--set {override}: expected key=value, as in ppo.gamma=0.99")
    *sections, key = path.split(".")
    target = raw
    for section in sections:
        inner = target.get(section) or {}
        if not isinstance(inner, dict):
            raise ConfigError(f"--set {override}: {section} is not a section")
        target[section] = target = dict(inner)  # a copy: YAML aliases share their values
    try:
        target[key] = parse_yaml(text)
    except YamlError as error:
        raise ConfigError(f"--set {shown(override)[1:-1]}: not YAML: {error}") from None
