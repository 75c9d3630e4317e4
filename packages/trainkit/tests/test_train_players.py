"""Players of a comparison: bots of one's own, policy files, zips of Stable-Baselines3."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from stable_baselines3 import A2C, DQN

import envcore
import replaykit
from trainkit.envs.vec_env import BatchVecEnv
from trainkit.errors import TrainkitError
from trainkit.evaluation.contenders import parse_contenders
from trainkit.evaluation.sources import load_source
from trainkit.policies.export_sb3 import sb3_bytes
from trainkit.policies.policy_file import read_policy_header
from trainkit.policies.sb3_player import SB3Player
from trainkit.runs.export import policy_file_of

from conftest import Command

BOT = """
from dataclasses import dataclass

from neighbour import first_legal

NUMBER = 3

@dataclass
class Holder:
    version: str = "7"

    def act(self, observations, masks):
        observations[:] = 0.0  # its own copy
        return first_legal(masks)

class Other:
    name = "other"

    def reset(self, num_worlds, seed):
        self.worlds = num_worlds

    def act(self, observations, masks):
        assert len(masks) == self.worlds
        return masks.argmax(axis=1)

class Late:
    def __init__(self):
        raise OSError("no map")

class Wrong:
    def act(self, observations, masks):
        return [0.5] * len(masks)

class High:
    def act(self, observations, masks):
        return [69] * len(masks)

class Rude:
    pass
"""
EPISODES = ("--episodes", "3", "--time-max", "30")


@pytest.fixture
def bots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file with bots, in the working folder."""
    (tmp_path / "my_bots.py").write_text(BOT)
    (tmp_path / "neighbour.py").write_text(
        "def first_legal(masks):\n    return masks.argmax(axis=1)\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", ["/elsewhere", *__import__("sys").path])
    return tmp_path / "my_bots.py"


@pytest.mark.parametrize("text", ["my_bots.py:Holder", "my_bots:Holder"])
def test_a_class_of_ones_own_plays(bots: Path, text: str, trainkit: Command) -> None:
    code, output, errors = trainkit("evaluate", text, "random_legal", *EPISODES, "--json")

    assert (code, errors) == (0, "")
    rows = json.loads(output)["rows"]
    assert [(row["player"], row["kind"]) for row in rows] == [
        ("Holder", "bot"),
        ("random_legal", "bot"),
    ]


@pytest.mark.usefixtures("bots")
def test_the_command_bots_takes_them_too(trainkit: Command) -> None:
    code, output, _ = trainkit("bots", "--bots", "my_bots.py:Other,random", *EPISODES, "--json")

    assert code == 0
    assert [row["player"] for row in json.loads(output)["rows"]] == ["other", "random"]


@pytest.mark.usefixtures("bots")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("none.py:Bot", "player none.py:Bot: there is no file none.py"),
        ("no_module:Bot", "player no_module:Bot: there is no module no_module"),
        ("my_bots.py:Absent", "there is no class Absent, it has Holder, Other, Wrong, High"),
        ("my_bots.py:NUMBER", "there is no class NUMBER"),
        ("my_bots.py:Rude", "Rude has no method act(observations, masks): see docs/tutorials"),
        ("my_bots.py:Late", "player my_bots.py:Late: OSError at my_bots.py, line 28: no map"),
        ("my_bots.py:Wrong", "act returned float64 of shape (3,), expected integers of shape (3,)"),
        ("my_bots.py:High", "act returned actions within 69..69, expected integers of shape (3,)"),
        ("two=my_bots.py:Other,my_bots.py:Other", "expected one bot, or policies of several"),
    ],
)
def test_what_is_wrong_with_a_bot_is_one_line(text: str, message: str, trainkit: Command) -> None:
    code, _, errors = trainkit("evaluate", text, *EPISODES)

    assert code == 2
    assert message in errors
    assert errors.count("\n") == 1


def test_the_replays_of_ones_own_bot_name_its_code(bots: Path, trainkit: Command) -> None:
    code, _, _ = trainkit("evaluate", "my_bots.py:Holder", *EPISODES, "--save", "scores")
    replay = replaykit.Replay.read(bots.parent / "scores/replays/Holder/00/4294967296.abr")

    assert code == 0
    assert replay.header.player == replaykit.Player(
        kind="bot",
        name="Holder",
        version="7",
        digest=hashlib.sha256(bots.read_bytes()).hexdigest(),
    )
    assert trainkit("check", "scores")[0] == 0


@pytest.fixture
def exported(tiny_run: Path, tmp_path: Path) -> Path:
    """Return a policy file."""
    path = tmp_path / "mine.safetensors"
    policy_file_of(tiny_run).write(path)
    return path


def test_a_policy_file_plays_as_its_run(tiny_run: Path, exported: Path, trainkit: Command) -> None:
    arguments = ("--episodes", "5", "--save", str(exported.with_name("scores")), "--json")
    code, output, _ = trainkit("evaluate", str(tiny_run), str(exported), *arguments)

    assert code == 0
    table = json.loads(output)
    run, file = table["rows"]
    assert table["time_max"] == 60
    assert file["player"] == "mine"
    assert file["return"] == run["return"]
    replay = replaykit.Replay.read(exported.with_name("scores") / "replays/mine/00/4294967296.abr")
    assert replay.header.player.digest == read_policy_header(exported).weights_digest


@pytest.mark.usefixtures("bots")
def test_workers_load_players_of_their_own(exported: Path, trainkit: Command) -> None:
    arguments = ("my_bots.py:Other", str(exported), "--episodes", "3", "--json")
    alone, shared = (
        trainkit("evaluate", *arguments, "--workers", workers)[1] for workers in ("1", "2")
    )

    assert json.loads(alone)["rows"] == json.loads(shared)["rows"]


def test_options_of_the_worlds_can_be_set(exported: Path, trainkit: Command) -> None:
    changes = ("--set", "env.pirates=false", "--set", "env.time_max=20")
    for command in (("evaluate", str(exported)), ("bots", "--bots", "random_legal")):
        code, output, _ = trainkit(*command, "--episodes", "2", *changes, "--json")
        assert code == 0
        options = json.loads(output)["options"]
        assert (options["pirates"], options["time_max"]) == (False, 20)
        assert options["scan_noise"] is True


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("env.pirate=false", "--set env: pirate is an unknown key, allowed: time_max,"),
        ("env.time_max=0", "--set env: time_max is 0, expected an integer >= 1"),
        ("ppo.gamma=1", "--set ppo: expected a key of env, as in env.pirates=false"),
        ("env=1", "--set env: expected a key of env, as in env.pirates=false"),
        ("env.pirates", "--set env.pirates: expected key=value"),
    ],
)
def test_other_settings_are_refused(change: str, message: str, trainkit: Command) -> None:
    for command in (("evaluate", "random"), ("bots",)):
        code, _, errors = trainkit(*command, "--set", change)
        assert code == 2
        assert message in errors


def test_a_zip_is_loaded_only_on_trust(tiny_run: Path, tmp_path: Path, trainkit: Command) -> None:
    path = tmp_path / "model.zip"
    path.write_bytes(sb3_bytes(policy_file_of(tiny_run)))

    code, _, errors = trainkit("evaluate", str(path), *EPISODES)
    assert code == 2
    assert "contains pickles, which run code when they are loaded: give --trust" in errors

    code, output, _ = trainkit("evaluate", str(path), *EPISODES, "--trust", "--json")
    assert code == 0
    assert json.loads(output)["rows"][0]["player"] == "model"


def test_a_zip_plays_as_its_policy(tiny_run: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.zip"
    path.write_bytes(sb3_bytes(policy_file_of(tiny_run)))
    zipped = load_source(str(path), deterministic=True)
    original = load_source(str(tiny_run), deterministic=True)
    rng = np.random.default_rng(0)
    rows = rng.uniform(-1, 1, (50, 260)).astype(np.float32)
    masks = (rng.random((50, 69)) < 0.5).astype(np.int8)
    masks[:, 0] = 1
    for player in (zipped, original):
        player.reset(50, 1)

    np.testing.assert_array_equal(zipped.act(rows, masks), original.act(rows, masks))


@pytest.mark.parametrize("algorithm", [A2C, DQN])
def test_models_of_stable_baselines3_play(algorithm: Any, tmp_path: Path) -> None:
    path = tmp_path / "model.zip"
    arguments = {"buffer_size": 100} if algorithm is DQN else {}
    algorithm("MlpPolicy", envcore.AsteroidProspectorEnv(), **arguments).save(path)
    player = SB3Player(path)
    rows = np.random.default_rng(0).uniform(-1, 1, (20, 260)).astype(np.float32)
    before = torch.get_rng_state()
    played = []
    for _ in range(2):
        player.reset(20, 5)
        played.append([player.act(rows, np.ones((20, 69), np.int8)) for _ in range(2)])

    np.testing.assert_array_equal(*played)
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("data", [b"", b"PK no zip"])
def test_another_zip_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.zip"
    path.write_bytes(data)
    with pytest.raises(TrainkitError, match="not a zip of Stable-Baselines3's save"):
        SB3Player(path)


def test_a_model_of_another_environment_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.zip"
    A2C("MlpPolicy", "CartPole-v1").save(path)
    with pytest.raises(TrainkitError, match=r"observations \(4,\) and 2 actions, expected \(26"):
        SB3Player(path)


def test_a_model_with_memory_features_gets_them(tmp_path: Path) -> None:
    path = tmp_path / "model.zip"
    worlds = BatchVecEnv(2, envcore.EnvConfig(), with_features=True)
    A2C("MlpPolicy", worlds).save(path)
    player = SB3Player(path)
    player.reset(3, 0)
    assert player.act(np.zeros((3, 260), np.float32), np.ones((3, 69))).shape == (3,)


def test_several_sources_make_one_player(exported: Path) -> None:
    (both,) = parse_contenders([f"ours={exported},{exported}"])
    assert (both.name, both.kind, len(both.sources)) == ("ours", "policy", 2)
