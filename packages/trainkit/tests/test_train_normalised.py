"""The normalised score: between two bots on the same worlds, played or stored."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import envcore
from trainkit.evaluation.comparison import compare
from trainkit.evaluation.contenders import parse_contenders
from trainkit.evaluation.normalised import STORED, References, references_of
from trainkit.evaluation.stats import Interval

HELDOUT = range(2**33, 2**33 + 200)
SHORT = envcore.EnvConfig(time_max=2_000)


def test_a_score_is_the_place_between_the_two_bots() -> None:
    known = References(zero=100.0, one=300.0, source="played")

    assert known.score(Interval(250.0, 50.0, 400.0)) == Interval(0.75, -0.25, 1.5)


def test_stored_references_hold_for_the_reported_worlds_alone() -> None:
    assert references_of({}, HELDOUT, SHORT) == STORED[2_000]
    assert references_of({}, HELDOUT, envcore.EnvConfig()) == STORED[20_000]  # its default budget
    for seeds, config in (
        (HELDOUT[:100], SHORT),
        (range(2**32, 2**32 + 200), SHORT),
        (HELDOUT, envcore.EnvConfig(time_max=1_000)),
        (HELDOUT, envcore.EnvConfig(time_max=2_000, pirates=False)),
    ):
        missing = references_of({"prospector": 9.0}, seeds, config)
        assert "add the players random_legal and prospector" in str(missing)


def test_bots_that_were_played_go_before_stored_references() -> None:
    profits = {"random_legal": 1.0, "prospector": 5.0, "other": 3.0}

    assert references_of(profits, HELDOUT, SHORT) == References(1.0, 5.0, "played")
    assert "earns as much" in str(references_of(profits | {"prospector": 1.0}, HELDOUT, SHORT))


def test_a_comparison_scores_its_players() -> None:
    names = ["greedy_miner", "random_legal", "prospector"]
    worlds = envcore.EnvConfig(time_max=300)
    comparison = compare(parse_contenders(names), range(2**32, 2**32 + 6), worlds)

    greedy, random, best = comparison.rows
    zero, one = random["net_profit"]["mean"], best["net_profit"]["mean"]
    assert (random["normalised"]["mean"], best["normalised"]["mean"]) == (0.0, 1.0)
    expected = (greedy["net_profit"]["ci_low"] - zero) / (one - zero)
    assert greedy["normalised"]["ci_low"] == pytest.approx(expected)
    assert comparison.to_dict()["normalised"] == {"zero": zero, "one": one, "source": "played"}


def test_the_command_says_why_there_is_no_score() -> None:
    code = "from trainkit.cli.main import main; main()"
    command = [sys.executable, "-c", code, "evaluate", "random", "--episodes", "3"]
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    found = json.loads(done.stdout)
    assert found["rows"][0]["normalised"] is None
    assert found["normalised"]["missing"] in table
    assert "normalised " not in table.partition("\n")[2].partition("no normalised")[0]
