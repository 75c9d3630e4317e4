"""The spec file declares a number once: the generator refuses a second declaration."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.repository import ROOT

SPEC_DIR = ROOT / "packages" / "envcore" / "spec"
TEXT = (SPEC_DIR / "prospector.toml").read_text(encoding="utf-8")


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """Load the spec file with one text replaced by another."""
    monkeypatch.syspath_prepend(str(SPEC_DIR))
    module = importlib.import_module("load")

    def load_changed(old: str, new: str) -> Any:
        assert old in TEXT
        path = tmp_path / "changed.toml"
        path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
        return module.load_spec(path)

    yield load_changed
    for name in ("load", "schema", "resolve", "prose"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('high = "fuel_max"', "high = 1000.0", "ship.fuel: high = 1000.0.*such as 'fuel_max'"),
        ('high = "fuel_max"', "high = 977.0", "ship.fuel: high = 977.0.*declare a .*bound"),
        ('high = "fuel_max"', 'high = "fuel_most"', "unknown number 'fuel_most'"),
        ('high = "fuel_max"', 'high = "fuel_max * 2"', "expected terms such as"),
    ],
)
def test_a_bound_must_be_named(load: Any, old: str, new: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        load(old, new)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("fuel >= {fuel}", "fuel >= 18", "types the number 18.*EMERGENCY_BURN.fuel"),
        ("total cargo < {mine_cargo_limit}", "total cargo < 199.99", "mine_cargo_limit"),
        ("node / {node_index_scale}", "node / 31", "node_index_scale"),
        ("fuel >= {fuel}", "fuel >= {fule}", "unknown placeholder {fule}"),
    ],
)
def test_prose_must_not_type_a_number_of_the_spec(
    load: Any, old: str, new: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        load(old, new)


def test_prose_follows_the_number(load: Any) -> None:
    spec = load("fuel = 18.0", "fuel = 19.0")
    row = next(row for row in spec["action"] if row["name"] == "EMERGENCY_BURN")
    assert row["legal"] == "fuel >= 19"


def test_bounds_follow_the_rule(load: Any) -> None:
    spec = load(
        'name = "cargo_max"\nroom = "ship"\nvalue = 200.0',
        'name = "cargo_max"\nroom = "ship"\nvalue = 300.0',
    )
    bounds = {row["path"]: row["high"] for row in spec["state"] if "high" in row}
    assert bounds["ship.cargo[c]"] == 301.0


def test_options_have_their_state(load: Any) -> None:
    spec = load('name = "market_shocks"', 'name = "jumps"')
    paths = [row["path"] for row in spec["state"] if row["path"].startswith("config.")]
    assert paths == [f"config.{row['name']}" for row in spec["option"]]
    assert "config.jumps" in paths


def test_every_reason_in_the_prose_list_is_used(load: Any) -> None:
    spec = load("[meta]", "[meta]")
    prose = sys.modules["prose"]
    names = {f"{table} {row['name']}" for table in ("rule", "info") for row in spec[table]}
    assert set(prose.TYPED_BY_RIGHT) <= names
