"""Runs: the files that each window leaves, and going on after anything that can happen."""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from filelock import FileLock
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

import envcore
import replaykit
from envcore import spec
from trainkit.envs.episode_log import INFO_KEYS
from trainkit.errors import ConfigError, RunFolderError
from trainkit.evaluation.play import play_episodes
from trainkit.learn import trainer
from trainkit.learn.learner import make_learner, make_worlds
from trainkit.learn.trainer import train
from trainkit.runs.folder import RunFolder
from trainkit.runs.load import load_player

DIST = {"mean", "median", "q25", "q75"}


def test_every_window_leaves_its_row(tiny_run: Path, runs: Any) -> None:
    rows = runs.rows(tiny_run / "metrics" / "windows.jsonl")

    assert [row["window"] for row in rows] == [1, 2, 3, 4]
    for row in rows:
        assert row["schema"] == 1
        assert row["env_steps"] == 512
        assert row["env_steps_total"] == 512 * row["window"]
        assert row["episodes"] == sum(row["end_causes"].values()) > 0
        assert set(row["end_causes"]) == {"destroyed", "stranded", "cashed_out", "timeout"}
        assert set(row["return"]) == set(row["net_profit"]) == set(row["profit_per_tick"]) == DIST
        assert set(row["info"]) == set(INFO_KEYS)
        assert row["info"]["net_profit"] == row["net_profit"]
        assert row["return"]["q25"] <= row["return"]["median"] <= row["return"]["q75"]
        assert 0 <= row["survival"] <= 1
        assert row["invalid_rate"] == 0  # masked
        assert {"loss", "value_loss", "entropy_loss", "approx_kl"} <= set(row["losses"])
        assert row["evaluation"]["seeds"] == {"first": str(2**32), "count": 4}
        assert row["evaluation"]["episodes"] == 4
        assert row["checkpoint"] == f"{row['window']:06d}"
        assert row["replay"] == f"w{row['window']:06d}"
    ticks = [row["ticks"] for row in rows]
    assert [row["ticks_total"] for row in rows] == list(itertools.accumulate(ticks))


def test_a_window_without_an_ended_episode_has_nulls(tmp_path: Path, runs: Any) -> None:
    config = runs.config(
        tmp_path / "run",
        windows=1,
        window_steps=32,
        num_envs=2,
        rollout_steps=16,
        env={"time_max": 1000},
        ppo={"batch_size": 32},
        evaluation={"episodes": 0},
        seed=5,
    )

    train(config)

    (row,) = runs.rows(tmp_path / "run" / "metrics" / "windows.jsonl")
    assert row["episodes"] == 0
    assert row["return"] is row["net_profit"] is row["survival"] is row["evaluation"] is None
    assert row["info"]["fuel_used"] is None


def test_replays_are_true_and_indexed(tiny_run: Path, runs: Any) -> None:
    index = runs.rows(tiny_run / "replays" / "index.jsonl")

    best = -float("inf")
    assert [row["replay_id"] for row in index] == [f"w{w:06d}" for w in (1, 2, 3, 4)]
    for row in index:
        replay = replaykit.Replay.read(tiny_run / "replays" / row["file"])
        assert replaykit.verify(replay).is_true
        assert replay.result is not None
        assert replay.header.training is not None
        assert row["return"] == replay.result.total
        assert (row["steps"], row["ticks"]) == (replay.result.steps, replay.result.ticks)
        assert row["seed"] == str(replay.header.seed) == str(2**32)
        assert replay.header.training.window == row["window"]
        assert ("best_so_far" in row["tags"]) == (row["return"] > best)
        best = max(best, row["return"])
        policy = tiny_run / "checkpoints" / f"{row['window']:06d}" / "manifest.json"
        digest = json.loads(policy.read_text())["sha256"]["policy.safetensors"]
        assert replay.header.player.digest == digest


def test_metadata_has_the_status_of_the_run(tiny_run: Path, runs: Any) -> None:
    metadata = json.loads((tiny_run / "run_metadata.json").read_text())
    manifest = json.loads((tiny_run / "manifest.json").read_text())
    timing = runs.rows(tiny_run / "metrics" / "timing.jsonl")
    windows = tiny_run / "metrics" / "windows.jsonl"

    assert metadata["status"] == "completed"
    assert metadata["run_id"] == "tiny"
    assert metadata["window"] == metadata["windows_total"] == metadata["latest_window"] == 4
    assert metadata["env_steps_total"] == metadata["env_steps_planned"] == 2048
    assert metadata["env_steps_total"] == runs.rows(windows)[-1]["env_steps_total"]
    assert metadata["latest_checkpoint"] == "000004"
    assert metadata["latest_replay"] == "w000004"
    assert metadata["error"] is None
    assert manifest["spec_digest"] == spec.SPEC_DIGEST
    assert set(timing[0]["phases"]) == {"collect", "train", "checkpoint", "evaluate", "replay"}
    assert all(sum(row["phases"].values()) <= row["wall_s"] for row in timing)
    assert yaml.safe_load((tiny_run / "config.yaml").read_text())["seed"] == 3


def test_tensorboard_has_the_curves(tiny_run: Path) -> None:
    events = EventAccumulator(str(tiny_run / "tensorboard"))
    events.Reload()

    shown = {"window/return", "window/net_profit", "evaluation/return", "train/value_loss"}
    assert shown <= set(events.Tags()["scalars"])
    assert [event.step for event in events.Scalars("window/return")] == [512, 1024, 1536, 2048]


def test_plain_ppo_trains_without_masks(tmp_path: Path, runs: Any) -> None:
    train(runs.config(tmp_path / "run", algorithm="ppo", windows=1))

    (row,) = runs.rows(tmp_path / "run" / "metrics" / "windows.jsonl")
    assert row["invalid_rate"] > 0.1


def test_a_device_that_is_not_here_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: Any
) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)

    with pytest.raises(ConfigError, match="device is 'cuda', expected cpu or auto"):
        train(runs.config(tmp_path / "run", device="cuda"))

    assert not list(tmp_path.iterdir())


def test_a_folder_in_use_is_refused(tmp_path: Path, runs: Any) -> None:
    folder = tmp_path / "run"
    folder.mkdir()

    with (
        FileLock(folder / ".lock"),
        pytest.raises(RunFolderError, match="run is in use by another process"),
    ):
        train(runs.config(folder))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no shared locks to look with")
def test_a_look_at_the_lock_does_not_stop_a_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    (tmp_path / "run").mkdir()
    looking = (tmp_path / "run" / ".lock").open("w")
    fcntl.flock(looking, fcntl.LOCK_SH)
    waits = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        looking.close()

    monkeypatch.setattr("filelock._api.time.sleep", wait)

    with RunFolder(tmp_path / "run").locked():
        assert len(waits) == 1


def test_another_configuration_is_refused(tiny_run: Path, runs: Any) -> None:
    config = runs.config(tiny_run, ppo={"batch_size": 128, "n_epochs": 2})

    with pytest.raises(RunFolderError, match=r"a run with ppo\.batch_size = 64, .* has 128"):
        train(config)


def test_a_folder_of_other_things_is_refused(tmp_path: Path, runs: Any) -> None:
    (tmp_path / "thesis.tex").write_text("x")

    with pytest.raises(RunFolderError, match=r"holds other files \(thesis\.tex\)"):
        train(runs.config(tmp_path))

    assert {path.name for path in tmp_path.iterdir()} <= {"thesis.tex", ".lock"}


@pytest.mark.parametrize("name", ["-run", "a b", "x" * 129, "run\n"])
def test_an_invalid_run_id_is_refused(name: str, tmp_path: Path, runs: Any) -> None:
    with pytest.raises(RunFolderError, match="the name of a run has letters"):
        train(runs.config(tmp_path / name))

    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_created_is_refused(tmp_path: Path, runs: Any) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(RunFolderError, match="Not a directory"):
        train(runs.config(tmp_path / "file" / "run"))


def test_a_run_of_another_spec_is_refused(
    tmp_path: Path, runs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = runs.config(tmp_path / "run", windows=1)
    train(config)
    monkeypatch.setattr(spec, "SPEC_DIGEST", "0" * 64)

    with pytest.raises(RunFolderError, match=r"with spec digest .* this build has 000000000000"):
        train(config)


REMEMBERING = {"network": {"hidden": [16], "engineered_features": True}}
STACKED = {"network": {"hidden": [16], "frame_stack": 3, "engineered_features": True}}
TAUGHT = {"demonstrations": {"bot": "prospector", "rounds": 2, "epochs": 1, "batch_size": 100}}


@pytest.mark.parametrize(
    "kind",
    [
        {"algorithm": "recurrent_ppo"},
        {"algorithm": "recurrent_ppo"} | REMEMBERING,
        {"algorithm": "random"},
        TAUGHT,
        REMEMBERING | TAUGHT,
        {"network": {"hidden": [16], "engineered_features": "compact"}},
        STACKED | TAUGHT,
    ],
    ids=[
        "recurrent",
        "recurrent with features",
        "random",
        "taught",
        "remembering, taught",
        "remembering little",
        "stacked, taught",
    ],
)
def test_other_kinds_train_resume_and_play_by_the_masks(
    kind: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: Any
) -> None:
    changes = {"windows": 3} | kind
    whole, stopped = (runs.config(tmp_path / name, **changes) for name in ("whole", "stopped"))
    train(whole)
    with monkeypatch.context() as patched:
        count = itertools.count(1)
        write = trainer.write_checkpoint
        patched.setattr(
            trainer, "write_checkpoint", lambda *a: write(*a) if next(count) < 3 else sys.exit(1)
        )
        with pytest.raises(SystemExit):
            train(stopped)

    train(stopped)

    assert runs.lasting_bytes(tmp_path / "stopped") == runs.lasting_bytes(tmp_path / "whole")
    rows = runs.rows(tmp_path / "whole" / "metrics" / "windows.jsonl")
    assert [row["invalid_rate"] for row in rows] == [0, 0, 0]
    assert (rows[0]["losses"] == {}) == (kind.get("algorithm") == "random")
    player, _ = load_player(tmp_path / "whole")
    played = play_episodes(
        player, range(2**32, 2**32 + 5), envcore.EnvConfig(time_max=60), kind="policy"
    )
    assert (played.infos["invalid_action"] == 0).all()


def test_milestones_are_tagged_once_and_in_metadata(tmp_path: Path, runs: Any) -> None:
    goals = {"profit": [-1e9, 1e9], "returns": [-1e9], "survival": 0.1}
    train(runs.config(tmp_path / "run", windows=3, replay={"milestones": goals}))

    index = runs.rows(tmp_path / "run" / "replays" / "index.jsonl")
    metadata = json.loads((tmp_path / "run" / "run_metadata.json").read_text())
    tags = [[tag for tag in row["tags"] if tag.startswith("milestone")] for row in index]
    assert {"milestone:profit:-1e+09", "milestone:return:-1e+09"} <= set(tags[0])
    flat = [tag for row in tags for tag in row]
    assert len(flat) == len(set(flat))
    assert "milestone:profit:1e+09" not in flat
    alive = [r for r in index if r["end_cause"] in {"timeout", "cashed_out"} and r["ticks"] >= 6]
    assert metadata["milestones"].get("survival") == (alive[0]["replay_id"] if alive else None)
    assert metadata["milestones"]["profit:-1e+09"] == "w000001"
    best = max(index, key=lambda row: row["return"])
    assert metadata["best_replay"] == best["replay_id"]


def test_auto_takes_the_device_that_is_here(tmp_path: Path, runs: Any) -> None:
    config = runs.config(tmp_path / "run", device="auto", windows=2)
    expected = "cuda" if torch.cuda.is_available() else "cpu"
    learner = make_learner(config, make_worlds(config))

    assert learner.device.type == expected
    assert {value.device.type for value in learner.policy.state_dict().values()} == {expected}
    assert train(config) == "completed"
    assert load_player(tmp_path / "run")[0].name == "run@000002"
