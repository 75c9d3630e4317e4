"""What the spec file may hold: checks of its form, its actions one by one, its digest."""

from __future__ import annotations

import hashlib
import json
from typing import Any

PROSE_KEYS = frozenset({"doc", "unit", "legal"})
KEYS_OUTSIDE_DIGEST = PROSE_KEYS | {"truncates", "decoded", "title", "key"}
"""Prose, and what was declared after the digest of version 1 was fixed."""
SPEC_TABLES = frozenset(
    [
        "meta",
        "env",
        "sizes",
        "commodity",
        "node_type",
        "reward_mode",
        "end_cause",
        "domain",
        "action",
        "scan_mode",
        "mining_mode",
        "event",
        "option",
        "info",
        "observation",
        "state",
        "state_asteroid",
        "lists",
        "rule",
        "reward_term",
        "bound",
        "color",
    ]
)
OUTSIDE_DIGEST = frozenset({"reward_term", "bound", "color"})
"""Tables of names, prose and colors only; their numbers reach the digest where they are used."""
STATE_TYPES = {"u8": 1, "i8": 1, "u32": 4, "u64": 8, "f64": 8}
OPTION_STATE_TYPES = {"int": "u32", "choice": "u8", "bool": "u8"}
"""How an option of each type is stored in the canonical state."""
INFO_TYPES = frozenset({"int", "bool", "float"})


class SpecError(ValueError):
    """The spec file is invalid; the generators refuse it."""


Row = dict[str, Any]
Spec = dict[str, Any]


def digest_of(spec: Spec) -> str:
    """Return the SHA-256 of everything but prose, as hexadecimal digits."""
    meaning = {name: table for name, table in spec.items() if name not in OUTSIDE_DIGEST}
    text = json.dumps(
        without_prose(meaning), sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def without_prose(value: Any) -> Any:
    """Copy a TOML value without the keys that the digest does not cover."""
    if isinstance(value, dict):
        return {k: without_prose(v) for k, v in value.items() if k not in KEYS_OUTSIDE_DIGEST}
    if isinstance(value, list):
        return [without_prose(v) for v in value]
    return value


def expand_actions(raw: Spec) -> list[Row]:
    """Turn each row with a count into that many rows."""
    commodities = raw["commodity"]
    percents = raw["lists"]["sell_percents"]
    rows: list[Row] = []
    for row in raw["action"]:
        for i in range(row.get("count", 1)):
            num_fractions = len(percents) if row["family"] == "sell" else 1
            c = i // num_fractions % len(commodities)
            names = {
                "arg": str(i),
                "commodity": commodities[c]["name"],
                "goods": commodities[c]["title"],
                "fraction": str(percents[i % len(percents)]),
            }
            keys = {
                "edge_key": i + 1,
                "slot_key": f"{i:x}",
                "goods_key": c + 1,
                "share_key": SHARE_KEYS[i % len(percents)],
            }
            title = row.get("title", row["name"].replace("_", " ").capitalize())
            rows.append(
                {
                    "id": row["id"] + i,
                    "name": row["name"].format(**names).upper(),
                    "family": row["family"],
                    "arg": row.get("arg", i),
                    "ticks": row["ticks"],
                    **{key: row.get(key, 0.0) for key in ACTION_COSTS},
                    "legal": row["legal"].format(**names),
                    "doc": row["doc"].format(**names),
                    "title": title.format(**names),
                    "key": row["key"].format(**keys),
                }
            )
    return rows


SHARE_KEYS = "$%x"
"""Keys of the shares that can be sold, the whole last."""
ACTION_COSTS = ("fuel", "alert", "heat", "credits", "amount")


def check_spec(spec: Spec) -> None:
    """Refuse a spec that is not well formed.

    Raises:
        SpecError: With the table, the row and what is expected.
    """
    check_ids(spec)
    check_observation(spec)
    check_state(spec)
    check_names(spec)
    check_keys([row["key"] for row in spec["action"]])


def check_keys(keys: list[str]) -> None:
    """Refuse keys of which one begins another."""
    for key in keys:
        if any(other.startswith(key) for other in keys if other is not key):
            raise SpecError(f"action: the key {key!r} begins another, or is given twice")


def check_tables(raw: Spec) -> None:
    """Refuse unknown and missing tables, and rows without a doc."""
    if unknown := raw.keys() - SPEC_TABLES:
        raise SpecError(f"unknown tables: {sorted(unknown)}")
    if missing := SPEC_TABLES - raw.keys():
        raise SpecError(f"missing tables: {sorted(missing)}")
    for table, rows in raw.items():
        if isinstance(rows, list) and table not in {"state", "state_asteroid"}:
            for i, row in enumerate(rows):
                if not row.get("doc"):
                    raise SpecError(f"{table}[{i}] has no doc: {row}")


def check_ids(spec: Spec) -> None:
    """Refuse gaps, duplicates and tables whose length is not the size declared for them."""
    sizes = spec["sizes"]
    lengths = {
        "action": sizes["n_actions"],
        "commodity": sizes["n_commodities"],
        "node_type": sizes["n_node_types"],
    }
    firsts = {"end_cause": -1, "domain": 1}
    for table in ("action", "commodity", "node_type", "reward_mode", "end_cause", "domain"):
        check_run(table, [row["id"] for row in spec[table]], firsts.get(table, 0))
    check_run("event", [row["bit"] for row in spec["event"]], 0)
    for table, length in lengths.items():
        if len(spec[table]) != length:
            raise SpecError(f"{table} has {len(spec[table])} rows, expected {length}")
    for row in spec["info"]:
        if row["type"] not in INFO_TYPES:
            raise SpecError(f"info {row['name']} has type {row['type']!r}, allowed {INFO_TYPES}")
    for row in spec["option"]:
        if row["type"] not in OPTION_STATE_TYPES:
            raise SpecError(f"option {row['name']} has type {row['type']!r}")


def check_run(table: str, ids: list[int], first: int) -> None:
    """Refuse ids that are not first, first + 1, ..."""
    if ids != list(range(first, first + len(ids))):
        raise SpecError(f"{table}: ids {ids} are not a run from {first} without gaps")


def width_of(row: Row) -> int:
    """Number of observation values that a row of the observation table covers."""
    if "fields" in row:
        return int(row["repeat"]) * stride_of(row)
    return int(row.get("count", 1))


def stride_of(row: Row) -> int:
    """Number of values in one slot of a repeated block."""
    return sum(int(field.get("count", 1)) for field in row["fields"])


def check_observation(spec: Spec) -> None:
    """Refuse an observation layout with gaps or overlaps."""
    at = 0
    for row in spec["observation"]:
        if row["first"] != at:
            raise SpecError(f"observation {row['name']} starts at {row['first']}, expected {at}")
        offset = 0
        for field in row.get("fields", []):
            if field["offset"] != offset:
                raise SpecError(f"{row['name']}.{field['name']}: offset is not {offset}")
            offset += field.get("count", 1)
        at += width_of(row)
    if at != spec["sizes"]["obs_dim"]:
        raise SpecError(f"the observation has {at} values, expected {spec['sizes']['obs_dim']}")


def check_state(spec: Spec) -> None:
    """Refuse unknown types and missing bounds in the canonical state."""
    for row in spec["state"] + spec["state_asteroid"]:
        if row["type"] not in STATE_TYPES:
            raise SpecError(f"state {row['path']} has type {row['type']!r}")
        if row["type"] != "u64" and not ("low" in row and "high" in row):
            raise SpecError(f"state {row['path']} has no bounds")


def check_names(spec: Spec) -> None:
    """Refuse a name declared twice in one table."""
    for table in ("action", "commodity", "event", "info", "option", "observation", "rule", "bound"):
        names = [row["name"] for row in spec[table]]
        if twice := {name for name in names if names.count(name) > 1}:
            raise SpecError(f"{table}: declared twice: {sorted(map(str, twice))}")
