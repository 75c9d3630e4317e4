"""Searches by Optuna: better points, pruned ones, the same points after a stop, what mattered."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from trainkit.cli.main import trainkit
from trainkit.config.loading import load_config, load_section
from trainkit.errors import ConfigError, TrainkitError
from trainkit.files import append_jsonl, read_jsonl
from trainkit.sweeps import search
from trainkit.sweeps.importance import importance_of, points_of, write_importance
from trainkit.sweeps.run import Trial
from trainkit.sweeps.schema import SweepConfig
from trainkit.sweeps.search import check_search, run_search

WINDOWS = 6
KEYS = {
    "ppo.learning_rate": {"log_uniform": [1e-6, 1e-1]},
    "network.hidden": {"choice": [[16], [8, 8]]},
    "ppo.n_epochs": {"int_uniform": [1, 4]},
}


class Struck(Exception):
    """What a test strikes a search with."""


class Trainer:
    """Stands in for training: writes rows whose metric depends on the learning rate alone.

    Args:
        strike_at: Number of the window, over all runs, before which it raises Struck.
    """

    def __init__(self, strike_at: int = 0) -> None:
        self.left = strike_at

    def __call__(self, trial: Trial, watch: Any) -> None:
        config = load_config(trial.config, trial.overrides)
        path = trial.folder / trial.name / "metrics" / "windows.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        for window in range(len(read_jsonl(path)) + 1, config.windows + 1):
            if watch:
                return
            self.left -= 1
            if self.left == 0:
                raise Struck
            score = window * (3 - abs(math.log10(config.ppo.learning_rate) + 3)) + config.seed / 100
            metrics = {"return": {"mean": score}, "net_profit": {"mean": score}, "survival": 1.0}
            row = {"window": window, "env_steps_total": 512 * window, "evaluation": metrics}
            append_jsonl(path, row)


def write_sweep(folder: Path, runs: Any, **optuna: Any) -> tuple[SweepConfig, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    base = folder / "base.yaml"
    base.write_text(yaml.safe_dump(runs.values | {"run_dir": "unused", "windows": WINDOWS}))
    section = {"samples": 16, "startup": 4, "warmup_windows": 2, "keys": KEYS} | optuna
    values = {"config": "base.yaml", "folder": str(folder / "out"), "seeds": [1, 2]}
    file = folder / "sweep.yaml"
    file.write_text(yaml.safe_dump(values | {"search": "optuna", "optuna": section}))
    return load_section(file, SweepConfig), base


def run(sweep: SweepConfig, base: Path) -> list[dict[str, Any]]:
    return run_search(sweep, base, engine="local", workers=1, address=None)


@pytest.fixture
def trainer(monkeypatch: pytest.MonkeyPatch) -> Trainer:
    made = Trainer()
    monkeypatch.setattr(search, "train_trial", made)
    return made


@pytest.mark.usefixtures("trainer")
def test_points_get_better_and_poor_ones_are_stopped(tmp_path: Path, runs: Any) -> None:
    sweep, base = write_sweep(tmp_path, runs, samples=24)

    rows = run(sweep, base)

    whole = [row for row in rows if row["status"] == "completed"]
    pruned = [row for row in rows if row["status"] == "pruned"]
    assert {row["point"] for row in rows} == set(range(24))
    assert {row["env_steps"] for row in whole} == {512 * WINDOWS}
    assert all(row["env_steps"] >= 2 * 512 for row in pruned)
    assert min(row["env_steps"] for row in pruned) < 512 * WINDOWS
    assert {row["status"] for row in rows if row["point"] < 4} == {"completed"}
    best = max(rows, key=lambda row: row["result"])
    assert 1e-4 < best["ppo.learning_rate"] < 1e-2
    assert best["result"] == best["net_profit"]
    assert {row["seed"] for row in whole} == {1, 2}


def test_without_pruning_every_point_is_trained_to_its_end(
    tmp_path: Path, runs: Any, trainer: Trainer
) -> None:
    sweep, base = write_sweep(tmp_path, runs, prune=False, samples=8)

    rows = run(sweep, base)

    assert {row["status"] for row in rows} == {"completed"}
    assert len(rows) == 8 * 2


@pytest.mark.parametrize("strike_at", [1, 2, 17, 60])
def test_a_stopped_search_continues_with_the_points_of_one_that_was_not(
    strike_at: int, tmp_path: Path, runs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "train_trial", Trainer())
    whole = write_sweep(tmp_path / "whole", runs)
    run(*whole)
    stopped = write_sweep(tmp_path / "stopped", runs)
    monkeypatch.setattr(search, "train_trial", Trainer(strike_at))
    with pytest.raises(Struck):
        run(*stopped)
    journal = tmp_path / "stopped" / "out" / "optuna.journal"
    journal.write_bytes(journal.read_bytes() + b'{"op_code": 4, "wor')  # a line cut off by a crash
    monkeypatch.setattr(search, "train_trial", Trainer())

    run(*stopped)
    rows = run(*stopped)  # nothing is left to do

    expected = (tmp_path / "whole" / "out" / "results.csv").read_text()
    assert (tmp_path / "stopped" / "out" / "results.csv").read_text() == expected
    assert len({row["point"] for row in rows}) == 16


@pytest.mark.usefixtures("trainer")
def test_points_that_no_configuration_allows_are_refused(tmp_path: Path, runs: Any) -> None:
    some = {"ppo.batch_size": {"choice": [64, 60]}}  # a rollout has 256 steps
    sweep, base = write_sweep(tmp_path / "some", runs, keys=some, samples=8)
    check_search(sweep, base)

    rows = run(sweep, base)

    assert {row["ppo.batch_size"] for row in rows} == {64}
    none, base = write_sweep(tmp_path / "none", runs, keys={"ppo.batch_size": {"choice": [60]}})
    with pytest.raises(ConfigError, match=r"ppo\.batch_size is 60, expected a divisor"):
        check_search(none, base)
    unknown, base = write_sweep(tmp_path / "unknown", runs, keys={"ppo.gama": {"choice": [1]}})
    with pytest.raises(ConfigError, match=r"ppo\.gama is an unknown key"):
        check_search(unknown, base)


@pytest.mark.parametrize(
    ("metric", "message"),
    [
        ("evaluation.profit", "optuna.metric names 'evaluation.profit', expected a metric"),
        ("evaluation.net_profit", "evaluation.episodes is 0"),
    ],
)
def test_a_metric_that_no_window_has_is_refused(
    metric: str, message: str, tmp_path: Path, runs: Any
) -> None:
    sweep, base = write_sweep(tmp_path, runs, metric=metric)
    if "episodes" in message:
        base.write_text(base.read_text().replace("episodes: 4", "episodes: 0"))

    with pytest.raises(ConfigError, match=message):
        check_search(sweep, base)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"search": "grid"}, "search is 'grid', expected a section grid and no other"),
        ({"grid": {"ppo.gamma": [0.9]}}, "grid and optuna are both given"),
        ({"optuna": {"keys": {"ppo.gamma": {}}}}, "expected exactly one of choice, uniform"),
        ({"optuna": {"keys": {"a": {"int_uniform": [3, 1]}}}}, "expected a lower and a higher"),
        ({"optuna": {"keys": {}}}, "optuna.keys"),
    ],
)
def test_wrong_sections_are_refused(
    changes: dict[str, Any], message: str, tmp_path: Path, runs: Any
) -> None:
    write_sweep(tmp_path, runs)
    file = tmp_path / "sweep.yaml"
    file.write_text(yaml.safe_dump(yaml.safe_load(file.read_text()) | changes))

    with pytest.raises(ConfigError, match=message):
        load_section(file, SweepConfig)


def test_without_optuna_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, runs: Any
) -> None:
    write_sweep(tmp_path, runs)
    monkeypatch.setitem(sys.modules, "optuna", None)
    for name in ("search", "study"):
        monkeypatch.delitem(sys.modules, f"trainkit.sweeps.{name}", raising=False)

    with pytest.raises(TrainkitError, match="Optuna is not installed: run pip install"):
        __import__("trainkit.sweeps.search")


def rows_with(results: dict[tuple[float, str], float]) -> list[dict[str, Any]]:
    return [
        {"point": n, "seed": s, "a.x": x, "b": b, "status": "completed", "result": result + s}
        for n, ((x, b), result) in enumerate(results.items())
        for s in (0, 2)
    ]


def test_what_mattered_is_a_table_and_a_plot(tmp_path: Path) -> None:
    results = {(10.0**x, b): float(x) for x in range(-4, 4) for b in ("up", "down")}
    points = points_of(rows_with(results), ["a.x", "b"], "result")

    lines = write_importance(tmp_path, points)

    assert points[0] == ({"a.x": 1e-4, "b": "up"}, -4.0 + 1)
    shares = importance_of(points, ["a.x", "b"], maximize=True)
    assert shares["a.x"] > 0.8
    assert sum(shares.values()) == pytest.approx(1)
    assert importance_of(points, ["a.x", "b"], maximize=False)["a.x"] > 0.8
    assert lines[0].startswith("what mattered: a.x ")
    assert (tmp_path / "importance.csv").read_text().splitlines()[0] == "key,importance,best"
    assert (tmp_path / "importance.png").stat().st_size > 1000
    assert write_importance(tmp_path, points[:3]) == []


def test_the_command_searches_with_two_workers(tmp_path: Path, runs: Any) -> None:
    write_sweep(tmp_path, runs, samples=5, startup=5)
    values = yaml.safe_load((tmp_path / "sweep.yaml").read_text())
    short = {"set": {"windows": 1, "evaluation.episodes": 2}, "seeds": [1], "workers": 2}
    (tmp_path / "sweep.yaml").write_text(yaml.safe_dump(values | short))

    found = CliRunner().invoke(trainkit, ["sweep", str(tmp_path / "sweep.yaml"), "--json"])

    assert found.exit_code == 0, found.output
    rows = json.loads(found.stdout)
    assert [row["point"] for row in rows] == [0, 1, 2, 3, 4]
    assert {row["status"] for row in rows} == {"completed"}
    assert (tmp_path / "out" / "importance.csv").exists()
    assert (tmp_path / "out" / "importance.png").exists()


@pytest.mark.ray
def test_ray_searches_too(cluster: None, tmp_path: Path, runs: Any) -> None:
    sweep, base = write_sweep(tmp_path, runs, samples=3)
    few = sweep.model_copy(update={"seeds": [1], "set": {"windows": 1}})

    rows = run_search(few, base, engine="ray", workers=2, address=None)

    assert [row["point"] for row in rows] == [0, 1, 2]
    assert {row["status"] for row in rows} == {"completed"}
    assert {row["env_steps"] for row in rows} == {512}
