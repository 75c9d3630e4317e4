"""The tables of docs/environment.md, each written between the comments that name it."""

from __future__ import annotations

import re
from typing import Any

from regions import filled
from schema import Row, Spec
from write_docs import observation_rows, option_rows

NAMES_IN_ROWS = {"arg": "k", "commodity": "c", "fraction": "p"}

START = [
    ("fuel", "fuel_max", "fuel_max"),
    ("hull", "hull_max", "hull_max"),
    ("heat", None, "heat_max"),
    ("tool condition", "tool_max", "tool_max"),
    ("alert", None, "alert_max"),
    ("cargo", None, "cargo_max"),
    ("repair kits", "start_repair_kits", "supply_max"),
    ("stabilizers", "start_stabilizers", "supply_max"),
    ("decoys", "start_decoys", "supply_max"),
]


def environment_text(spec: Spec, page: str) -> str:
    """Return the page with its tables as the spec file has them now."""
    rules = {row["name"]: f"{row['value']:g}" for row in spec["rule"]}
    tables = {
        "spaces": spaces(spec),
        "actions": actions(spec),
        "observation": rows_of(["index", "name", "range", "meaning"], observation_rows(spec)),
        "rewards": markdown(
            ["term", "value", "of"],
            [[row["name"], f"`{row['value']}`", row["doc"]] for row in spec["reward_term"]],
        ),
        "start": markdown(
            ["gauge", "at reset", "range"],
            [[n, rules[at] if at else "0", f"0..{rules[top]}"] for n, at, top in START],
        ),
        "ends": ends(spec),
        "arguments": rows_of(["name", "type", "default", "allowed", "doc"], option_rows(spec)),
        "ids": rows_of(["id", "time_max", "doc"], spec["env"]),
    }
    return filled(page, tables)


def markdown(columns: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table, with an empty line before and after it."""
    lines = [columns, ["---"] * len(columns), *rows]
    text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"\n{text}\n\n"


def rows_of(columns: list[str], rows: list[Row]) -> str:
    """Return columns of rows as a Markdown table."""
    return markdown(columns, [[cell(row.get(name, "")) for name in columns] for row in rows])


def cell(value: Any) -> str:
    """Return a value as the text of a cell."""
    return str(value).replace("|", "\\|")


def spaces(spec: Spec) -> str:
    """Return the two spaces and the ids, as the head of a page of Gymnasium has them."""
    sizes = spec["sizes"]
    entry = spec["meta"]["entry"]
    rows = [
        ["Action space", f"`Discrete({sizes['n_actions']})`, with a mask of the legal ones"],
        ["Observation space", f"`Box(-1, 1, ({sizes['obs_dim']},), float32)`"],
        ["Made by", f'`gymnasium.make("envcore:{entry}")`'],
        ["Many at once", f'`gymnasium.make_vec("envcore:{entry}", num_envs=256)`'],
    ]
    return markdown(["", ""], rows)


def actions(spec: Spec) -> str:
    """Return the actions, those that differ in a slot or a commodity as one row."""
    rows = []
    for row in spec["action_groups"]:
        last = row["id"] + row.get("count", 1) - 1
        index = str(row["id"]) if last == row["id"] else f"{row['id']}..{last}"
        name, legal, doc = (
            re.sub(r"{(\w+)}", lambda found: NAMES_IN_ROWS[found[1]], row[key])
            for key in ("name", "legal", "doc")
        )
        ticks = "1..8" if row["family"] == "travel" else str(row["ticks"])
        rows.append([index, f"`{name}`", ticks, doc, legal])
    return markdown(["index", "name", "ticks", "does", "legal when"], rows)


def ends(spec: Spec) -> str:
    """Return the causes that an episode can end by."""
    rows = [row for row in spec["end_cause"] if row["name"] != "none"]
    return rows_of(["name", "doc"], rows)
