"""`trainkit init`: write a configuration to start from."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any, Final

import click
from pydantic import BaseModel

from replaykit.command_line import Command, PathType
from replaykit.files import write_atomically
from trainkit.config.json_schema import run_schema
from trainkit.config.loading import TEMPLATES, load_config, load_section, template_path
from trainkit.config.yaml_text import dump_yaml
from trainkit.errors import ConfigError
from trainkit.files import printable
from trainkit.sweeps.schema import SweepConfig

_SWEEP: Final = "sweep"
_WIDTH: Final = 96


@click.command(
    cls=Command,
    short_help="Write a configuration to start from.",
    examples=["trainkit init", "trainkit init long --out my.yaml", "trainkit init default --full"],
)
@click.argument("name", type=click.Choice(TEMPLATES), default="quickstart")
@click.option(
    "--out",
    type=PathType(path_type=Path, dir_okay=False),
    help="The new file. [default: NAME.yaml]",
)
@click.option("--full", is_flag=True, help="Write every key, with its reason above it.")
@click.option("--force", is_flag=True, help="Replace a file that exists.")
def init(name: str, *, out: Path | None, full: bool, force: bool) -> None:
    """Write a template of a configuration, with comments, and its JSON schema beside it.

    The first line names the schema, so that editors complete and check the keys.
    """
    out = out or Path(f"{name}.yaml")
    if out.exists() and not force:
        raise ConfigError(f"{out} exists: name another file with --out, or replace it with --force")
    if not out.parent.is_dir():
        raise ConfigError(f"{out}: there is no folder {out.parent}")
    kind = _SWEEP if name == _SWEEP else "run"
    schema = out.with_name(f"trainkit-{kind}.schema.json")
    values = SweepConfig.model_json_schema() if kind == _SWEEP else run_schema()
    command = f"trainkit {kind}"
    text = _every_key(name) if full else template_path(name).read_text(encoding="utf-8")
    head = f"# yaml-language-server: $schema=./{schema.name}\n# Start it with `{command} {out}`.\n"
    write_atomically(schema, (json.dumps(values, indent=2) + "\n").encode())
    write_atomically(out, printable(head + text).encode())
    click.echo(f"{out}: start it with {command} {out}")


def _every_key(name: str) -> str:
    """Return the values of a template and the defaults of all other keys, each with its reason."""
    path = template_path(name)
    is_sweep = name == _SWEEP
    section: BaseModel = load_section(path, SweepConfig) if is_sweep else load_config(path)
    return "\n".join(_lines_of(section)) + "\n"


def _lines_of(section: BaseModel, indent: str = "") -> list[str]:
    lines: list[str] = []
    for key, field in type(section).model_fields.items():
        value: Any = getattr(section, key)
        reason = field.description or _first_sentence(value)
        lines += ["", *_comment(reason, indent)]
        if isinstance(value, BaseModel):
            lines += [f"{indent}{key}:", *_lines_of(value, f"{indent}  ")]
        else:
            plain = section.model_dump(include={key}, exclude_unset=False)
            lines += textwrap.indent(dump_yaml(plain).rstrip(), indent).splitlines()
    return lines


def _comment(text: str, indent: str) -> list[str]:
    start = f"{indent}# "
    return textwrap.wrap(text, _WIDTH, initial_indent=start, subsequent_indent=start)


def _first_sentence(value: Any) -> str:
    return str(type(value).__doc__ or "").strip().splitlines()[0]
