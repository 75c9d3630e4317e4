"""`trainkit config`: show, explain and describe configurations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click
from pydantic import BaseModel

from replaykit.command_line import Group, json_option
from trainkit.cli.options import config_argument
from trainkit.config.json_schema import run_schema
from trainkit.config.loading import (
    TEMPLATES,
    config_path,
    load_config,
    load_defaults,
    template_path,
)
from trainkit.config.messages import allowed_values
from trainkit.config.schema import RunConfig
from trainkit.errors import ConfigError


@click.group(
    cls=Group,
    sections={"Files": ("show", "template"), "Keys": ("explain", "schema")},
    examples=["trainkit config explain ppo.gamma", "trainkit config show quickstart"],
)
def config() -> None:
    """Show and explain configurations."""


@config.command(examples=["trainkit config show", "trainkit config show my.yaml --set windows=3"])
@config_argument(required=False)
@json_option("Print JSON instead of YAML.")
def show(config_name: str | None, overrides: tuple[str, ...], as_json: bool) -> None:
    """Print a configuration with all defaults filled in; without CONFIG, the defaults."""
    given = list(overrides)
    resolved = load_config(config_path(config_name), given) if config_name else load_defaults(given)
    if as_json:
        click.echo(json.dumps(resolved.model_dump(), indent=2))
    else:
        click.echo(resolved.to_yaml(), nl=False)


@config.command(examples=["trainkit config template quickstart > my.yaml"])
@click.argument("name", type=click.Choice(TEMPLATES))
def template(name: str) -> None:
    """Print a template, to start a configuration from."""
    click.echo(template_path(name).read_text(encoding="utf-8"), nl=False)


@config.command()
def schema() -> None:
    """Print the JSON schema, for editors that complete and check YAML."""
    click.echo(json.dumps(run_schema(), indent=2))


@config.command(examples=["trainkit config explain ppo", "trainkit config explain --json"])
@click.argument("key", required=False)
@json_option("Print JSON instead of text.")
def explain(key: str | None, as_json: bool) -> None:
    """Print keys with what is allowed, the default and its reason; all of them without KEY."""
    rows = [row for row in _keys_of(RunConfig) if key is None or _is_within(row["key"], key)]
    if not rows:
        names = ", ".join(RunConfig.model_fields)
        raise ConfigError(f"{key} is an unknown key, expected one of {names}, or one within")
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        default = "required" if row["required"] else f"default {json.dumps(row['default'])}"
        click.echo(f"{row['key']}: {row['allowed']}; {default}\n    {row['reason']}")


def _is_within(path: str, key: str) -> bool:
    return path == key or path.startswith(f"{key}.")


def _keys_of(section: type[BaseModel], prefix: str = "") -> Iterator[dict[str, Any]]:
    """Yield every key of a section and of those within it."""
    properties = section.model_json_schema()["properties"]
    for name, field in section.model_fields.items():
        path, kind = f"{prefix}{name}", field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _keys_of(kind, f"{path}.")
            continue
        is_required = field.is_required()
        yield {
            "key": path,
            "allowed": allowed_values(properties[name]),
            "required": is_required,
            "default": None if is_required else field.default,
            "reason": field.description,
        }
