"""A fixed set of worlds: training plays exactly these, with any number of processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from trainkit.config.loading import load_config
from trainkit.errors import ConfigError
from trainkit.learn import trainer
from trainkit.learn.learner import make_learner, make_worlds
from trainkit.learn.trainer import train
from trainkit.learn.training_state import restore_state
from trainkit.ranks import Ranks
from trainkit.runs.checkpoint import read_checkpoint

SEEDS = [5, 1000, 2**32 - 1]
PROGRAM = "from trainkit.cli.main import main; main()"


def seeds_seen(worlds: Any, steps: int) -> np.ndarray:
    """Return the seed of every world at every step of drifting, (steps, n)."""
    rows = []
    for _ in range(steps):
        rows.append(worlds.batch.world_seeds)
        assert set(worlds.batch.episodes) == {0}
        worlds.step(np.full(worlds.num_envs, 6))
    return np.array(rows, np.uint64)


@pytest.mark.parametrize(("given", "expected"), [(2, {0, 1}), (SEEDS, set(SEEDS)), ([9], {9})])
def test_every_episode_is_of_the_set(
    given: Any, expected: set[int], tmp_path: Path, runs: Any
) -> None:
    config = runs.config(tmp_path, worlds={"seeds": given})
    learner = make_learner(config, make_worlds(config))

    assert set(seeds_seen(learner.worlds, 500).ravel().tolist()) == expected


def test_two_processes_play_the_worlds_of_one(tmp_path: Path, runs: Any) -> None:
    config = runs.config(tmp_path, worlds={"seeds": SEEDS})
    whole = make_learner(config, make_worlds(config)).worlds
    halves = [Ranks(rank, 2) for rank in range(2)]
    parts = [make_learner(config, make_worlds(config, ranks), ranks).worlds for ranks in halves]

    seen = [seeds_seen(part, 200) for part in parts]

    np.testing.assert_array_equal(np.concatenate(seen, axis=1), seeds_seen(whole, 200))


class Struck(Exception):
    """What a test strikes a run with."""


def test_a_run_on_a_set_resumes_to_the_same_bytes(
    tmp_path: Path, runs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    train(runs.config(whole, worlds={"seeds": SEEDS}))
    config = runs.config(stopped, worlds={"seeds": SEEDS})
    original = trainer.write_checkpoint

    def struck(path: Path, files: dict[str, bytes], window: int, version: int | None) -> None:
        if window == 3:
            raise Struck
        original(path, files, window, version)

    monkeypatch.setattr(trainer, "write_checkpoint", struck)
    with pytest.raises(Struck):
        train(config)
    monkeypatch.undo()

    assert train(config) == "completed"

    assert runs.lasting_bytes(stopped) == runs.lasting_bytes(whole)
    learner = make_learner(config, make_worlds(config))
    restore_state(read_checkpoint(whole / "checkpoints" / "000004"), learner)
    assert set(learner.worlds.batch.world_seeds) <= set(SEEDS)
    assert min(count for _, count in learner.worlds.batch.seed_draws) > 1


def test_two_processes_train_on_a_set(tmp_path: Path, runs: Any) -> None:
    file = tmp_path / "config.yaml"
    changes = {"windows": 2, "worlds": {"seeds": SEEDS}, "run_dir": str(tmp_path / "run")}
    file.write_text(yaml.safe_dump(runs.values | changes))

    subprocess.run(
        [sys.executable, "-c", PROGRAM, "run", str(file), "--processes", "2"],
        check=True,
        capture_output=True,
        env=os.environ | {"COLUMNS": "200"},
    )

    config = load_config(file)
    learner = make_learner(config, make_worlds(config))
    restore_state(read_checkpoint(tmp_path / "run" / "checkpoints" / "000002"), learner)
    streams = [stream for stream, _ in learner.worlds.batch.seed_draws]
    assert streams == [config.seed + i for i in range(config.num_envs)]
    assert set(learner.worlds.batch.world_seeds) <= set(SEEDS)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("0", "worlds.seeds is 0"),
        ("[3, 4, 3]", "worlds.seeds has 3 twice"),
        ("[]", "worlds.seeds is "),
        ("[-1]", "worlds.seeds is [-1], expected"),
        ("[4294967296]", "worlds.seeds is [4294967296]"),
        ("some", "worlds.seeds is 'some', expected an integer >= 1"),
    ],
)
def test_wrong_sets_are_refused(value: str, message: str, tmp_path: Path, runs: Any) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(yaml.safe_dump(runs.values | {"run_dir": str(tmp_path / "run")}))

    with pytest.raises(ConfigError) as caught:
        load_config(file, [f"worlds.seeds={value}"])

    assert message in str(caught.value)
