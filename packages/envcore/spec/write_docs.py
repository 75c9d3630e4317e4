"""docs/spec_tables.md: the tables for readers."""

from __future__ import annotations

from typing import Any

from regions import filled
from schema import Row, Spec, width_of
from write_decode import decoded_rows

HEAD = """\
<!-- Generated from packages/envcore/spec/prospector.toml by `nox -s gen`. Do not edit. -->
# Tables

Every number, name and layout of the environment, as the programs use them.
The spec digest of this page is `{digest}`.
"""


def docs_text(spec: Spec) -> str:
    """Return the whole page."""
    parts = [
        HEAD.format(digest=spec["digest"]),
        table("Environments", ["id", "time_max", "doc"], spec["env"]),
        table("Options", ["name", "type", "default", "allowed", "doc"], option_rows(spec)),
        table("Commodities", COMMODITY_COLUMNS, spec["commodity"]),
        table("Actions", ACTION_COLUMNS, spec["action"]),
        table("Observation", ["index", "name", "range", "meaning"], observation_rows(spec)),
        table("Events", ["bit", "name", "doc"], spec["event"]),
        table("Info", ["name", "type", "unit", "doc"], spec["info"]),
        table("End causes", ["id", "name", "doc"], spec["end_cause"]),
        table("Scan modes", ["name", "blend", "gain", "noise", "doc"], spec["scan_mode"]),
        table("Mining modes", MINING_COLUMNS, spec["mining_mode"]),
        table("Constants of the rules", ["room", "name", "value", "unit", "doc"], spec["rule"]),
        table("Canonical state", ["path", "type", "low", "high"], spec["state"]),
        table("Canonical state of an asteroid", ["path", "type", "low", "high"], asteroids(spec)),
    ]
    return "\n".join(parts)


COMMODITY_COLUMNS = ["id", "name", "base_price", "price_min", "price_max", "depth", "doc"]
ACTION_COLUMNS = ["id", "name", "ticks", "fuel", "alert", "heat", "credits", "legal", "doc"]
MINING_COLUMNS = ["name", "yield", "spread", "wear", "fracture", "doc"]


def table(title: str, columns: list[str], rows: list[Row]) -> str:
    """Return a Markdown table under its heading."""
    head = f"## {title}\n\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n"
    body = "\n".join(
        "| " + " | ".join(cell(row.get(c, "")) for c in columns) + " |" for row in rows
    )
    return f"{head}{body}\n"


def cell(value: Any) -> str:
    """Return a value as Markdown."""
    return str(value).replace("|", "\\|")


def option_rows(spec: Spec) -> list[Row]:
    """Return the options with what they may be."""
    allowed = {"bool": "true, false"}
    return [
        row
        | {
            "allowed": allowed.get(row["type"])
            or ", ".join(row.get("choices", []))
            or f"{row['low']}..{row['high']}"
        }
        for row in spec["option"]
    ]


def observation_rows(spec: Spec) -> list[Row]:
    """Return the observation's rows with their indices."""
    rows: list[Row] = []
    for row in spec["observation"]:
        last = row["first"] + width_of(row) - 1
        index = f"{row['first']}..{last}" if last > row["first"] else str(row["first"])
        rows.append({"index": index, "name": row["name"], "meaning": row["doc"]} | value_range(row))
        rows += [
            {"index": f"+{field['offset']}", "name": field["name"], "meaning": field["doc"]}
            | value_range(field)
            for field in row.get("fields", [])
        ]
    return rows


def api_text(spec: Spec, page: str) -> str:
    """Return docs/envcore_api.md with its tables as the spec file has them now."""
    columns = ("type", "default", "allowed", "doc")
    options = "".join(
        f"| `{row['name']}` | {' | '.join(str(row[column]) for column in columns)} |\n"
        for row in option_rows(spec)
    )
    decoded = "".join(
        f"| `{source.rpartition('.')[0] + '.' if '.' in source else ''}{row['decoded']['name']}` "
        f"| {row['decoded'].get('unit', '')} | {row['decoded']['doc']} |\n"
        for source, row in decoded_rows(spec)
    )
    return filled(
        page,
        {
            "options": f"\n| option | type | default | allowed | |\n|{'---|' * 5}\n{options}\n",
            "decoded": f"\n| field | unit | |\n|{'---|' * 3}\n{decoded}\n",
        },
    )


def value_range(row: Row) -> Row:
    """Return the range of a field as text."""
    return {"range": "0/1" if row.get("flag") else f"{row.get('low', 0.0):g}..1"}


def asteroids(spec: Spec) -> list[Row]:
    """Return the values stored of an asteroid that was scanned or mined."""
    rows: list[Row] = [{"path": "node", "type": "u8"}, {"path": "asteroid", "type": "u8"}]
    rows += spec["state_asteroid"]
    return rows
