"""spec.ts: the tables that the page needs."""

from __future__ import annotations

import json
from typing import Any

from schema import ACTION_COSTS, Row, Spec, stride_of, width_of


def typescript_text(spec: Spec) -> str:
    """Return the whole module."""
    lines = [
        "// Generated from packages/envcore/spec/prospector.toml by `nox -s gen`. Do not edit.",
        "",
        constant("SPEC_DIGEST", spec["digest"]),
        constant("SPEC_VERSION", spec["meta"]["version"]),
        constant("ENV_ID", spec["meta"]["entry"]),
        "",
        *(constant(name.upper(), value) for name, value in spec["sizes"].items()),
        "",
        *(constant(row["name"].upper(), row["value"]) for row in spec["rule"]),
        "",
        *(f"{constant(name.upper(), values)[:-1]} as const;" for name, values in lists(spec)),
        "",
        rows_text("COMMODITIES", [without(row, "doc") for row in spec["commodity"]]),
        rows_text("NODE_TYPES", [row["name"] for row in spec["node_type"]]),
        rows_text("END_CAUSES", [row["name"] for row in spec["end_cause"] if row["id"] >= 0]),
        rows_text("EVENTS", [row_of(row, "bit", "name", "doc") for row in spec["event"]]),
        rows_text("ACTIONS", [action_row(row) for row in spec["action"]]),
        rows_text("OBSERVATION", observation_rows(spec)),
        rows_text("INFO_KEYS", [row_of(row, "name", "type", "doc") for row in spec["info"]]),
        rows_text("OPTIONS", spec["option"]),
        options_text(spec),
        rows_text("REWARD_TERMS", [row["name"] for row in spec["reward_term"]]),
    ]
    return "\n".join(lines)


def palette_text(spec: Spec) -> str:
    """Return a style sheet with the colors, for both themes."""
    parts = [
        "/* Generated from packages/envcore/spec/prospector.toml by `nox -s gen`. Do not edit. */"
    ]
    for selector, ground in ((":root", 0), (':root[data-theme="dark"]', 1)):
        lines = [f"  --{name}: {pair[ground]};" for name, pair in spec["color"].items()]
        parts += [f"{selector} {{", *lines, "}"]
    return "\n".join(parts) + "\n"


def options_text(spec: Spec) -> str:
    """Return the options as a type, their defaults, and the names of the switches."""
    rows = spec["option"]
    switches = [row["name"] for row in rows if row["type"] == "bool"]
    members = "".join(
        f"  /** {row['doc']} */\n  readonly {row['name']}: {option_type(row)};\n" for row in rows
    )
    defaults = {row["name"]: row["default"] for row in rows}
    return (
        "/** The options of a world, by name. */\n"
        f"export interface EnvOptions {{\n{members}}}\n\n"
        f"export const DEFAULT_OPTIONS: EnvOptions = {json.dumps(defaults)};\n\n"
        "/** Options that are on or off, in the order of their bits in the C interface. */\n"
        f"export const SWITCHES = {json.dumps(switches)} as const;\n"
    )


def option_type(row: Row) -> str:
    """Return the TypeScript type of an option."""
    types = {"int": "number", "bool": "boolean"}
    return types.get(row["type"]) or " | ".join(map(json.dumps, row["choices"]))


def lists(spec: Spec) -> list[tuple[str, list[Any]]]:
    """Return the short lists of numbers by name."""
    return list(spec["lists"].items())


def constant(name: str, value: Any) -> str:
    """Return one exported constant."""
    return f"export const {name} = {json.dumps(value)};"


def rows_text(name: str, rows: list[Any]) -> str:
    """Return an exported read-only list, a row a line."""
    body = "\n".join(f"  {json.dumps(row)}," for row in rows)
    return f"export const {name} = [\n{body}\n] as const;\n"


def without(row: Row, *keys: str) -> Row:
    """Return the row less some keys."""
    return {key: value for key, value in row.items() if key not in keys}


def row_of(row: Row, *keys: str) -> Row:
    """Return the named keys of a row."""
    return {key: row[key] for key in keys}


def action_row(row: Row) -> Row:
    """Return an action with its costs."""
    return row_of(
        row, "id", "name", "family", "arg", "ticks", *ACTION_COSTS, "legal", "doc", "title", "key"
    )


def observation_rows(spec: Spec) -> list[Row]:
    """Return the observation's fields, blocks as one row per member."""
    rows = []
    for row in spec["observation"]:
        block = "fields" in row
        for field in row["fields"] if block else [row]:
            rows.append(
                {
                    "name": f"{row['name']}.{field['name']}" if block else row["name"],
                    "first": row["first"] + (field["offset"] if block else 0),
                    "count": field.get("count", 1),
                    "repeat": row["repeat"] if block else 1,
                    "stride": stride_of(row) if block else width_of(row),
                    "doc": field["doc"],
                }
            )
    return rows
