"""The examples run, and do what they say."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import types
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import envcore
from envcore import AsteroidProspectorEnv, AsteroidProspectorVectorEnv
from trainkit.bots import BOTS
from trainkit.cli.main import main
from trainkit.evaluation.play import play_episodes

from tools.repository import ROOT


def load(name: str) -> types.ModuleType:
    """Import an example from its file."""
    found = importlib.util.spec_from_file_location(name, ROOT / "examples" / f"{name}.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_the_search_beats_the_greedy_miner() -> None:
    search = load("tree_search")
    greedy = [search.play(seed, search.greedy_action, time_max=120)[0] for seed in range(3)]
    found = [search.play(seed, search.search_policy(15), time_max=120)[0] for seed in range(3)]

    assert sum(found) > sum(greedy) + 3


def test_a_rollout_leaves_the_world_as_it_is() -> None:
    search = load("tree_search")
    env = AsteroidProspectorEnv(time_max=120)
    env.reset(seed=1)
    before = env.state_digest()

    value = search.rollout(env, 0, 20)

    assert env.state_digest() == before
    assert value == search.rollout(env, 0, 20)


def test_the_first_bot_is_short_and_mines_and_sells(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ROOT / "examples" / "first_bot.py"
    text = path.read_text(encoding="utf-8")
    code = [line for line in text.splitlines() if line and not line.lstrip().startswith('"""')]
    assert len(code) <= 20
    arguments = [f"{path}:FirstBot", "random_legal", "--episodes", "20", "--time-max", "500"]
    monkeypatch.setattr("sys.argv", ["trainkit", "evaluate", *arguments, "--json"])

    with pytest.raises(SystemExit, match="0"):
        main()

    own, other = json.loads(capsys.readouterr().out)["rows"]
    assert own["player"] == "FirstBot"
    assert own["net_profit"]["mean"] > other["net_profit"]["mean"] + 100


def test_every_example_is_listed() -> None:
    page = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    files = {
        path.name for path in (ROOT / "examples").iterdir() if path.suffix in {".py", ".ipynb"}
    }

    assert set(re.findall(r"\]\(([\w.]+)\) \|", page)) == files


def public_names(owner: Any) -> set[str]:
    """Return what a class itself adds to its bases for users."""
    return {name for name in vars(owner) if not name.startswith("_")}


def test_the_tour_runs(capsys: pytest.CaptureFixture[str]) -> None:
    load("tour").main()

    assert "All of it worked." in capsys.readouterr().out


@pytest.mark.parametrize("text", ["examples/tour.py", "docs/envcore_api.md"])
def test_every_public_name_is_used_and_described(text: str) -> None:
    written = (ROOT / text).read_text(encoding="utf-8")
    names = set(envcore.__all__) | {"__version__"}
    for owner in (
        AsteroidProspectorEnv,
        AsteroidProspectorVectorEnv,
        envcore.EnvConfig,
        envcore.DecodedObservation,
        envcore.Neighbors,
        envcore.Asteroids,
    ):
        names |= public_names(owner)
    names -= {"close_extras"}  # Gymnasium's hook, called by close()

    missing = [name for name in names if not re.search(rf"\b{name}\b", written)]
    assert sorted(missing) == []


def test_a_picture_is_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "picture.png"
    monkeypatch.setattr(sys, "argv", ["picture.py", str(path), "--steps", "20"])

    load("picture").main()

    content = path.read_bytes()
    assert content.startswith(b"\x89PNG")
    assert int.from_bytes(content[16:20]) == 960
    assert int.from_bytes(content[20:24]) == 600
    body = content[content.index(b"IDAT") + 4 : content.index(b"IEND") - 8]
    assert len(zlib.decompress(body)) == 600 * (1 + 3 * 960)


def test_the_bot_earns_more_than_legal_noise() -> None:
    bot, seeds = load("bot").QuietMiner(), range(2**32, 2**32 + 6)
    config = envcore.EnvConfig(time_max=600)

    ours = play_episodes(bot, seeds, config, kind="bot")
    noise = play_episodes(BOTS["random_legal"](), seeds, config, kind="bot")

    assert ours.infos["invalid_action"].sum() == 0
    assert ours.infos["net_profit"].mean() > 1000 + noise.infos["net_profit"].mean()


def test_the_policy_gradient_learns() -> None:
    history = load("policy_gradient").train(12, 32, 40, 3e-3)

    assert np.mean(history[-3:]) > np.mean(history[:3])


def test_ppo_runs_to_its_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes = "--total-steps 512 --worlds 8 --rollout-steps 32 --time-max 20 --width 16"
    monkeypatch.setattr(sys, "argv", ["ppo.py", *sizes.split()])

    load("ppo").main()

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines] == ["256", "512"]
    assert all("nan" not in line for line in lines)


def test_a_data_set_is_exported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["export_dataset.py", "--episodes", "2", "--time-max", "60"])
    export = load("export_dataset")

    for _ in range(2):  # the second time it takes the place of the first
        export.main()

    assert "cautious_scanner-v0: 2 episodes" in capsys.readouterr().out
