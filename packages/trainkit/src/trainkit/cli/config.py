"""The commands that show and explain configurations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from trainkit.config.loading import allowed_values, config_path, load_config
from trainkit.config.schema import RunConfig
from trainkit.errors import ConfigError

app = typer.Typer(help="Show and explain configurations.")


@app.command()
def show(
    config: Annotated[Path, typer.Argument(help="a YAML file")],
    overrides: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="as in ppo.gamma=0.99")
    ] = None,
) -> None:
    """Print a configuration with all defaults filled in."""
    print(load_config(config_path(config), overrides).to_yaml(), end="")


@app.command()
def schema() -> None:
    """Print the JSON schema, for editors that check as one types."""
    print(json.dumps(RunConfig.model_json_schema(), indent=2))


@app.command()
def explain(
    key: Annotated[str | None, typer.Argument(help="a key or section; all by default")] = None,
) -> None:
    """Print keys with what is allowed, the default, and its reason."""
    lines = [line for path, line in _explained(RunConfig) if key is None or _is_within(path, key)]
    if not lines:
        names = ", ".join(RunConfig.model_fields)
        raise ConfigError(f"{key} is an unknown key, expected one of {names}, or one within")
    print("\n".join(lines))


def _is_within(path: str, key: str) -> bool:
    return path == key or path.startswith(f"{key}.")


def _explained(section: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, str]]:
    properties = section.model_json_schema()["properties"]
    for name, field in section.model_fields.items():
        path = f"{prefix}{name}"
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _explained(kind, f"{path}.")
            continue
        default = "required" if field.is_required() else f"default {_plain(field.default)}"
        allowed = allowed_values(properties[name])
        yield path, f"{path}: {allowed}; {default}\n    {field.description}"


def _plain(value: Any) -> str:
    return json.dumps(value)
