"""Sweeps and engines: all points with all seeds, workers that die, one table."""

from __future__ import annotations

import csv
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import envcore
from trainkit.config.loading import template_path
from trainkit.errors import ConfigError, RunFolderError
from trainkit.evaluation.comparison import compare
from trainkit.evaluation.contenders import parse_contenders
from trainkit.sweeps import run as sweep
from trainkit.sweeps.run import Trial, read_sweep, run_sweep, train_trial

ONE_KEY: dict[str, Any] = {"ppo.gamma": {"choice": [0.9]}}


def train_and_die_once(trial: Trial) -> dict[str, Any]:
    """Train a trial; the first worker with the second one dies after its first window."""
    from trainkit.learn import trainer

    mark = trial.folder / "died"
    if trial.seed == 2 and not mark.exists():
        write = trainer.append_jsonl

        def write_and_die(path: Path, row: dict[str, Any]) -> None:
            write(path, row)
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)

        trainer.append_jsonl = write_and_die
    return train_trial(trial)


def train_and_be_stopped(trial: Trial) -> dict[str, Any]:
    """Train a trial; after a window it waits for a signal, which the second one has sent."""
    from trainkit.learn import trainer

    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing)
    write = trainer.append_jsonl

    def write_and_wait(path: Path, row: dict[str, Any]) -> None:
        write(path, row)
        if path.name == "windows.jsonl":
            if trial.seed == 2:
                os.kill(os.getppid(), signal.SIGTERM)
            os.read(reading, 1)

    trainer.append_jsonl = write_and_wait
    return train_trial(trial)


@pytest.fixture
def sweep_file(tmp_path: Path, runs: Any) -> Path:
    (tmp_path / "base.yaml").write_text(yaml.safe_dump(runs.values | {"run_dir": "unused"}))
    values = {
        "config": "base.yaml",
        "folder": str(tmp_path / "runs"),
        "seeds": [1, 2],
        "set": {"windows": 2},
        "grid": {"ppo.gamma": [0.9, 0.99]},
    }
    file = tmp_path / "sweep.yaml"
    file.write_text(yaml.safe_dump(values))
    return file


def test_a_grid_has_all_points_with_all_seeds(sweep_file: Path) -> None:
    _, trials = read_sweep(sweep_file)

    assert [trial.name for trial in trials] == [
        *["p000_gamma-0.9_s1", "p000_gamma-0.9_s2", "p001_gamma-0.99_s1", "p001_gamma-0.99_s2"]
    ]


def test_the_example_sweep_is_allowed() -> None:
    config, trials = read_sweep(template_path("sweep"))

    assert len(config.points()) == 2 * 2
    assert len(trials) == 2 * 2 * 3


def test_a_random_search_draws_within_its_bounds_and_the_same_again(sweep_file: Path) -> None:
    values = yaml.safe_load(sweep_file.read_text()) | {"grid": {}}
    values["random"] = {
        "samples": 40,
        "keys": {
            "ppo.learning_rate": {"log_uniform": [0.0001, 0.1]},
            "ppo.gamma": {"uniform": [0.9, 0.99]},
            "network.hidden": {"choice": [[8], [16, 16]]},
        },
    }
    sweep_file.write_text(yaml.safe_dump(values))
    points = read_sweep(sweep_file)[0].points()

    rates = [point["ppo.learning_rate"] for point in points]
    assert all(0.0001 <= rate <= 0.1 for rate in rates)
    assert 10 <= sum(rate < 0.0032 for rate in rates) <= 30  # half of them below the middle
    assert all(0.9 <= point["ppo.gamma"] <= 0.99 for point in points)
    assert {str(point["network.hidden"]) for point in points} == {"[8]", "[16, 16]"}
    assert read_sweep(sweep_file)[0].points() == points


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"speed": 1}, "speed is an unknown key, allowed: config, folder, seeds"),
        ({"seeds": []}, r"seeds is \[\], expected a list of 1 or more values"),
        ({"grid": {"ppo.gamma": []}}, "grid.ppo.gamma is empty"),
        ({"grid": {"ppo.gama": [1]}}, "ppo.gama is an unknown key"),
        ({"grid": {"ppo.gamma": [2.0]}}, "ppo.gamma is 2.0, expected a number"),
        ({"random": {"sample": 3}}, "random.keys is missing: what to sample, by key"),
        ({"random": {"keys": ONE_KEY, "sample": 3}}, "random.sample is an unknown key, allowed: s"),
        ({"random": {"keys": ONE_KEY}}, "grid and random are both given"),
        ({"grid": {}, "random": {"keys": {"seed": {}}}}, "expected exactly one of choice"),
        ({"grid": {}, "random": {"keys": {"seed": {"uniform": [2.0, 1.0]}}}}, "a lower and a"),
    ],
)
def test_impossible_sweeps_are_refused(
    change: dict[str, Any], message: str, sweep_file: Path
) -> None:
    sweep_file.write_text(yaml.safe_dump(yaml.safe_load(sweep_file.read_text()) | change))

    with pytest.raises(ConfigError, match=message):
        read_sweep(sweep_file)


def check_results(config: Any, rows: list[dict[str, Any]]) -> None:
    table = list(csv.DictReader((Path(config.folder) / "results.csv").open()))
    assert [row["trial"] for row in table] == [row["trial"] for row in rows]
    assert [row["status"] for row in rows] == ["completed"] * 4
    assert [row["ppo.gamma"] for row in table] == ["0.9", "0.9", "0.99", "0.99"]
    assert {row["env_steps"] for row in rows} == {1024}
    for row in rows:
        run = Path(config.folder) / row["trial"]
        lines = (run / "metrics" / "windows.jsonl").read_text().splitlines()
        last = json.loads(lines[-1])
        assert row["net_profit"] == last["evaluation"]["net_profit"]["mean"]


def test_a_sweep_survives_the_death_of_a_worker(
    sweep_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, trials = read_sweep(sweep_file)
    monkeypatch.setattr(sweep, "train_trial", train_and_die_once)

    rows = run_sweep(config, trials, engine="local", workers=2, address=None)

    assert (Path(config.folder) / "died").exists()
    check_results(config, rows)
    again = run_sweep(config, trials, engine="local", workers=1, address=None)  # nothing is left
    assert again == rows


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_sigterm_stops_all_workers_and_the_sweep_resumes(
    sweep_file: Path, monkeypatch: pytest.MonkeyPatch, trainkit: Any
) -> None:
    config, trials = read_sweep(sweep_file)
    with monkeypatch.context() as patch:
        patch.setattr(sweep, "train_trial", train_and_be_stopped)

        code, _, errors = trainkit("sweep", str(sweep_file), "--workers", "2")

    assert code == 128 + signal.SIGTERM
    assert errors.splitlines()[1:] == [
        "trainkit: SIGTERM: waiting for the workers",
        f"trainkit: {config.folder}: stopped; complete windows are kept, run again to resume",
    ]
    begun = [Path(config.folder) / trial.name / "run_metadata.json" for trial in trials]
    found = [json.loads(path.read_text()) for path in begun if path.exists()]
    assert {run["status"] for run in found} == {"interrupted"}
    assert 1 in {run["window"] for run in found}
    assert len(found) <= 2  # no worker began another trial
    rows = run_sweep(config, trials, engine="local", workers=1, address=None)
    check_results(config, rows)


def test_a_folder_is_swept_by_one(sweep_file: Path) -> None:
    config, trials = read_sweep(sweep_file)

    with sweep.locked(Path(config.folder)), pytest.raises(RunFolderError, match="in use by"):
        run_sweep(config, trials, engine="local", workers=1, address=None)


@pytest.mark.ray
def test_a_sweep_on_ray_survives_the_death_of_a_worker(
    cluster: None, sweep_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, trials = read_sweep(sweep_file)
    monkeypatch.setattr(sweep, "train_trial", train_and_die_once)

    rows = run_sweep(config, trials, engine="ray", workers=2, address=None)

    assert (Path(config.folder) / "died").exists()
    check_results(config, rows)


@pytest.mark.ray
def test_ray_plays_the_same_episodes(cluster: None, tiny_run: Path) -> None:
    contenders = parse_contenders([str(tiny_run), "greedy_miner"])
    seeds, worlds = range(2**33, 2**33 + 6), envcore.EnvConfig(time_max=60)

    here = compare(contenders, seeds, worlds)
    there = compare(contenders, seeds, worlds, engine="ray", workers=2)

    assert there.to_dict() == here.to_dict()
