"""Bad input to the commands: one line that names the value and what is allowed, nothing written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import envcore
import replaykit

from lib.commands import check_refusal, run_command

TINY = """\
run_dir: runs/tiny
windows: 1
window_steps: 64
num_envs: 2
rollout_steps: 32
env: {time_max: 40}
ppo: {batch_size: 64, n_epochs: 1}
network: {hidden: [8]}
evaluation: {episodes: 2}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return the configuration of a run that would end in a second."""
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    return path


@pytest.fixture
def replay(tmp_path: Path) -> Path:
    """Return a replay of a short episode."""
    rng = np.random.default_rng(0)
    recorded = replaykit.record_episode(
        lambda _, mask: int(rng.choice(np.flatnonzero(mask))),
        config=envcore.EnvConfig(time_max=200),
        seed=7,
        provenance=replaykit.Provenance(replaykit.Player(kind="bot", name="random_legal")),
    )
    path = tmp_path / "episode.abr"
    recorded.write(path)
    return path


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ("ppo.gama=0.9", ["ppo.gama", "gamma"]),
        ("windowz=3", ["windowz", "windows"]),
        ("env.time_max=0", ["time_max", "0", "1000000"]),
        ("env.reward_mode=dense", ["reward_mode", "dense", "shaped", "sparse"]),
        ("env.gravity=true", ["gravity"]),
        ("windows=-1", ["windows", "-1"]),
        ("nothing", ["nothing", "="]),
    ],
)
def test_a_configuration_is_refused(config: Path, override: str, expected: list[str]) -> None:
    done = run_command("trainkit", "run", config, "--set", override, cwd=config.parent)

    check_refusal(done, *expected)
    assert list(config.parent.iterdir()) == [config]


def test_an_unknown_key_in_the_file(config: Path) -> None:
    config.write_text(TINY + "colour: red\n", encoding="utf-8")

    done = run_command("trainkit", "run", config, cwd=config.parent)

    check_refusal(done, "colour")
    assert list(config.parent.iterdir()) == [config]


def test_a_missing_configuration(tmp_path: Path) -> None:
    done = run_command("trainkit", "run", "absent.yaml", cwd=tmp_path)
    check_refusal(done, "absent.yaml")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["evaluate", "runs/absent"], ["runs/absent", "greedy_miner"]),
        (["evaluate", "greedy_minor"], ["greedy_minor", "greedy_miner"]),
        (["bots", "--time-max", "0"], ["--time-max", "0", "1<=x<=1000000"]),
        (["bots", "--time-max", "1000001"], ["--time-max", "1000001", "1<=x<=1000000"]),
        (["bots", "--episodes", "none"], ["--episodes", "none"]),
        (["bots", "--seeds", "-1"], ["--seeds", "-1", "2^64-1"]),
        (["bots", "--bots", "unheard_of"], ["unheard_of", "market_timer"]),
        (["bots", "--gravity", "on"], ["--gravity"]),
        (["dance"], ["dance"]),
    ],
)
def test_trainkit_refuses(tmp_path: Path, arguments: list[str], expected: list[str]) -> None:
    done = run_command("trainkit", *arguments, cwd=tmp_path)
    check_refusal(done, *expected)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["info", "verify"])
def test_a_replay_that_is_not_there(tmp_path: Path, command: str) -> None:
    done = run_command("replaykit", command, "absent.abr", cwd=tmp_path)
    check_refusal(done, "absent.abr")


@pytest.mark.parametrize("kept", [0, 5, 8, 100, -40, -1])
def test_a_truncated_replay_is_not_verified(replay: Path, kept: int) -> None:
    whole = replay.read_bytes()
    replay.write_bytes(whole[:kept])

    done = run_command("replaykit", "verify", replay.name, cwd=replay.parent)

    check_refusal(done, "episode.abr")
    assert replay.read_bytes() == whole[:kept]


def test_a_damaged_replay_is_not_verified(replay: Path) -> None:
    data = bytearray(replay.read_bytes())
    data[len(data) // 2] ^= 0x10
    replay.write_bytes(data)

    check_refusal(run_command("replaykit", "verify", replay.name, cwd=replay.parent), "episode.abr")


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.abr").write_text("no replay\n" * 10, encoding="utf-8")
    check_refusal(run_command("replaykit", "info", "notes.abr", cwd=tmp_path), "notes.abr")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["build-static", "--runs", "absent", "--out", "site"], ["absent"]),
        (["serve", "--runs", ".", "--port", "0x50"], ["0x50"]),
        (["serve", "--runs", ".", "--port", "70000"], ["70000", "65535"]),
        (["serve", "--gravity"], ["--gravity"]),
    ],
)
def test_playserver_refuses(tmp_path: Path, arguments: list[str], expected: list[str]) -> None:
    done = run_command("playserver", *arguments, cwd=tmp_path)
    check_refusal(done, *expected)
    assert list(tmp_path.iterdir()) == []
