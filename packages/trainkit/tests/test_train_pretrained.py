"""The policies that come with the package: files, figures and the replays that prove them."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import envcore
import trainkit as package
from replaykit.library import verify_bundle
from trainkit.errors import PolicyFileError, TrainkitError
from trainkit.evaluation.pretrained import check_pretrained, make_pretrained
from trainkit.policies.policy_file import Heldout, read_policy_file
from trainkit.policies.pretrained import pretrained_names, pretrained_path

from conftest import Command

SEEDS = range(2**33, 2**33 + 4)
SIZE_MAX = 4 * 2**20  # of a policy and its bundle, which every wheel carries


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, runs: Any) -> Path:
    """Return the policy file that the command of maintainers makes of a tiny run."""
    folder = tmp_path_factory.mktemp("pretrained")
    make_pretrained("tiny", str(runs.finished), folder, seeds=SEEDS)
    return folder / "tiny.safetensors"


def test_a_policy_states_its_figures_and_its_bundle(made: Path) -> None:
    header = read_policy_file(made).header
    bundle = made.with_suffix(".zip")

    assert header.name == "tiny"
    assert header.training.env_steps == 2048
    assert header.heldout is not None
    assert header.heldout.seeds == {"first": str(2**33), "count": 4, "set": "heldout"}
    assert header.heldout.bundle == hashlib.sha256(bundle.read_bytes()).hexdigest()
    assert verify_bundle(bundle).is_true
    assert check_pretrained(made).startswith("true: 4 episodes")


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Path:
    """Return a copy that a test may change."""
    for suffix in (".safetensors", ".zip"):
        (tmp_path / f"tiny{suffix}").write_bytes(made.with_suffix(suffix).read_bytes())
    return tmp_path / "tiny.safetensors"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"net_profit": {"mean": 1e6, "ci_low": 0.0, "ci_high": 2e6}}, "the mean net profit is 1"),
        ({"survival": 0.123}, "survival is 0.123 in its header"),
        ({"bundle": "ab" * 32}, "the bundle's SHA-256 is abab"),
        (
            {"seeds": {"first": "1", "count": 4, "set": "train"}},
            "the list of seeds is [1, 2, 3, 4]",
        ),
    ],
)
def test_other_figures_are_found(copied: Path, change: dict[str, Any], message: str) -> None:
    file = read_policy_file(copied)
    assert file.header.heldout is not None
    figures = file.header.heldout.model_dump(by_alias=True) | change
    file.with_heldout(Heldout.model_validate(figures)).write(copied)

    with pytest.raises(PolicyFileError, match=re.escape(message)):
        check_pretrained(copied)


def test_other_weights_are_found(copied: Path) -> None:
    file = read_policy_file(copied)
    file.tensors["policy.bias"][0] += 1
    file.write(copied)

    with pytest.raises(PolicyFileError, match="the policy's digest is"):
        check_pretrained(copied)


def test_a_damaged_or_missing_bundle_is_found(copied: Path) -> None:
    bundle = copied.with_suffix(".zip")
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    bundle.write_bytes(data)
    with pytest.raises(PolicyFileError, match=r"bundle .*tiny.zip: "):
        check_pretrained(copied)

    bundle.unlink()
    with pytest.raises(PolicyFileError, match="No such file"):
        check_pretrained(copied)


def test_figures_are_needed_for_a_check(copied: Path) -> None:
    read_policy_file(copied).with_heldout(None).write(copied)
    with pytest.raises(TrainkitError, match="no held-out figures to check"):
        check_pretrained(copied)


@pytest.mark.parametrize("name", pretrained_names())
def test_every_shipped_policy_is_small_and_proven(name: str) -> None:
    path = pretrained_path(f"pretrained:{name}")
    header = read_policy_file(path).header

    assert header.name == name
    assert header.heldout is not None
    assert header.heldout.seeds["set"] == "heldout"
    assert header.heldout.episodes >= 100
    assert sum(path.with_suffix(s).stat().st_size for s in (".safetensors", ".zip")) < SIZE_MAX
    assert check_pretrained(path).startswith("true: ")


@pytest.mark.parametrize("name", pretrained_names())
def test_every_shipped_policy_acts(name: str) -> None:
    policy = package.load_policy(f"pretrained:{name}", seed=1)
    envs = envcore.AsteroidProspectorVectorEnv(8, **policy.env_config.to_dict(), info="all")
    observations, infos = envs.reset(seed=2**33)
    for _ in range(300):
        masks = infos["action_mask"]
        actions = policy.act(observations, masks)
        assert (np.take_along_axis(masks, actions[:, None], axis=1) == 1).all()
        observations, _, _, _, infos = envs.step(actions)

    assert infos["net_profit"].mean() > 2000  # the bot random_legal earns nothing in 300 steps


def test_the_default_policy_is_there() -> None:
    assert "default" in pretrained_names()


def test_the_command_lists_and_checks_them(trainkit: Command) -> None:
    code, output, _ = trainkit("policies")
    assert code == 0
    assert "pretrained:default" in output
    assert "heldout:200, 2,000 ticks" in output

    code, output, _ = trainkit("policies", "--check")
    assert code == 0
    assert output.count("and the figures are theirs") == len(pretrained_names())

    rows = json.loads(trainkit("policies", "--json")[1])
    assert [row["name"] for row in rows] == pretrained_names()
    checked = json.loads(trainkit("policies", "--check", "--json")[1])
    assert [row.pop("check") for row in checked] == [
        line.partition(": ")[2].partition(", and the figures")[0]
        for line in output.splitlines()
        if "and the figures are theirs" in line
    ]
    assert checked == rows


def test_a_pretrained_policy_can_be_evaluated_and_exported(
    trainkit: Command, tmp_path: Path
) -> None:
    code, output, _ = trainkit(
        *("evaluate", "pretrained:default", "random_legal", "--episodes", "4"),
        *("--time-max", "100", "--json"),
    )
    assert code == 0
    assert json.loads(output)["rows"][0]["player"] == "pretrained:default"

    target = tmp_path / "copy.safetensors"
    assert trainkit("export", "pretrained:default", "--out", str(target))[0] == 0
    assert target.read_bytes() == pretrained_path("pretrained:default").read_bytes()
