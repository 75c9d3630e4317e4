"""envcore reproduces every recorded episode bit by bit, as single worlds and in batches."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import numpy as np
import pytest
from gymnasium.vector import AutoresetMode

import envcore
from envcore.spec import Action, EndCause

from tools.golden import (
    GOLDEN_NAMES,
    Facts,
    Recording,
    bytes_of,
    facts_of,
    info_text,
    mask_text,
    read_recording,
)
from tools.parity.invariants import check_info, check_observation, check_step
from tools.repository import ROOT

RECORDINGS = [read_recording(name) for name in GOLDEN_NAMES]


def test_the_recordings_are_there() -> None:
    assert len(RECORDINGS) == 34
    assert sum(len(recording.actions) for recording in RECORDINGS) == 11_834


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_single_environment(name: str) -> None:
    recording = read_recording(name)
    env = envcore.AsteroidProspectorEnv(**recording.options)

    observation, info = env.reset(seed=recording.seed, options={"episode": recording.episode})

    assert bytes_of(observation) == recording.reset_observation
    assert mask_text(info["action_mask"]) == recording.reset_mask
    check_observation(observation, info["action_mask"])
    for i, (action, expected) in enumerate(zip(recording.actions, recording.steps, strict=True)):
        before = info
        observation, reward, terminated, truncated, info = env.step(action)
        facts = facts_of(observation, reward, terminated, truncated, info)
        assert facts == expected, f"step {i}"
        check_step(observation, reward, before, info, action)
    assert bytes_of(observation) == recording.final_observation
    assert info_text(info) == recording.final_info
    assert env.has_ended == recording.is_whole


def groups_of_equal_options() -> list[list[Recording]]:
    """Return the recordings in groups that one vector environment can play together."""

    def key(recording: Recording) -> str:
        return repr(sorted(recording.options.items()))

    return [list(group) for _, group in groupby(sorted(RECORDINGS, key=key), key)]


@pytest.mark.parametrize("mode", list(AutoresetMode))
@pytest.mark.parametrize("num_threads", [1, 3])
def test_vector_environment(mode: AutoresetMode, num_threads: int) -> None:
    for group in groups_of_equal_options():
        play_together(group, mode, num_threads)


def play_together(group: list[Recording], mode: AutoresetMode, num_threads: int) -> None:
    """Play recordings in one batch; worlds whose recording is over play on unwatched."""
    envs = envcore.AsteroidProspectorVectorEnv(
        len(group), **group[0].options, info="all", autoreset_mode=mode, num_threads=num_threads
    )
    observations, infos = reset_to(envs, group)
    for world, recording in enumerate(group):
        assert bytes_of(observations[world]) == recording.reset_observation
        assert mask_text(infos["action_mask"][world]) == recording.reset_mask

    for i in range(max(len(recording.actions) for recording in group)):
        actions = [r.actions[i] if i < len(r.actions) else Action.HOLD_DRIFT for r in group]
        observations, rewards, terminated, truncated, infos = envs.step(actions)
        ended = terminated | truncated
        for world, recording in enumerate(group):
            if i >= len(recording.actions):
                continue
            is_final = mode is AutoresetMode.SAME_STEP and bool(ended[world])
            source = infos["final_info"] if is_final else infos
            row = infos["final_obs"][world] if is_final else observations[world]
            info = world_info(source, world)
            flags = bool(terminated[world]), bool(truncated[world])
            assert facts_of(row, rewards[world], *flags, info) == recording.steps[i], (
                f"{recording.name}, step {i}"
            )
            if i == len(recording.actions) - 1:
                assert bytes_of(row) == recording.final_observation
                assert info_text(info) == recording.final_info
        if mode is AutoresetMode.DISABLED and ended.any():
            envs.reset(options={"reset_mask": ended})


def reset_to(
    envs: envcore.AsteroidProspectorVectorEnv, group: list[Recording]
) -> tuple[np.ndarray[Any, Any], dict[str, Any]]:
    """Reset each world to the start of its recording."""
    seeds = [recording.seed for recording in group]
    result = envs.reset(seed=seeds)
    for world, recording in enumerate(group):
        if recording.episode:
            mask = np.arange(len(group)) == world
            result = envs.reset(
                seed=seeds, options={"reset_mask": mask, "episode": recording.episode}
            )
    return result


def world_info(infos: dict[str, Any], world: int) -> dict[str, Any]:
    """Return one world's info in the types of a single environment."""
    keys = [key for key in infos if not key.startswith(("_", "final_"))]
    info = {key: infos[key][world] for key in keys}
    scalars = {key: value.item() for key, value in info.items() if key != "action_mask"}
    scalars["end_cause"] = EndCause(scalars["end_cause"]).name.lower()
    return scalars | {"action_mask": info["action_mask"]}


def test_a_difference_would_be_seen() -> None:
    recording = RECORDINGS[0]
    env = envcore.AsteroidProspectorEnv(**recording.options)
    observation, info = env.reset(seed=recording.seed ^ 1)
    observation, reward, terminated, truncated, info = env.step(recording.actions[0])

    facts = facts_of(observation, reward, terminated, truncated, info)

    assert isinstance(facts, Facts)
    assert facts != recording.steps[0]
    check_info(info)


def test_the_recordings_of_the_doctor_are_these() -> None:
    travelling = sorted((ROOT / "packages/envcore/src/envcore/recordings").glob("*.json.gz"))

    assert len(travelling) == 5
    for path in travelling:
        assert path.read_bytes() == (ROOT / "tests/golden" / path.name).read_bytes()
