"""Saving and restoring whole worlds."""

from __future__ import annotations

import base64
from typing import Any

import pytest

import envcore

from helpers import new_env, play_legally, random_actions


@pytest.mark.parametrize("seed", range(5))
def test_a_restored_world_continues_with_the_same_bits(seed: int) -> None:
    env, other = new_env(pirates=False), new_env(time_max=5)
    env.reset(seed=seed)
    play_legally(env, 60, seed)
    state = env.get_state()

    other.set_state(state)

    assert other.config == env.config
    assert (other.world_seed, other.episode) == (seed, 0)
    assert other.get_state() == state
    assert other.observation().tobytes() == env.observation().tobytes()
    if env.has_ended:
        return
    for action, _ in zip(random_actions(seed), range(100), strict=False):
        ours, theirs = env.step(action), other.step(action)
        assert ours[0].tobytes() == theirs[0].tobytes()
        assert ours[1:4] == theirs[1:4]
        assert env.state_digest() == other.state_digest()
        if ours[2] or ours[3]:
            break


def test_an_ended_world_is_restored_as_ended() -> None:
    env = new_env(time_max=1)
    env.reset(seed=1)
    env.step(6)
    other = new_env()

    other.set_state(env.get_state())

    with pytest.raises(ValueError, match="the episode has ended"):
        other.step(6)
    assert other.info()["end_cause"] == "timeout"


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda _: b"", "not a state at all"),
        (lambda s: b"PK" + s, "not a state at all"),
        (lambda s: s[:4] + b"\x02" + s[5:], "of a version that this build cannot read"),
        (lambda s: s[:5] + bytes(16) + s[21:], "of another spec"),
        (lambda s: s[:-1], "cut off or too long"),
        (lambda s: s + b"\0", "cut off or too long"),
        (lambda s: s[:100] + bytes([s[100] ^ 1]) + s[101:], "its checksum does not match"),
    ],
)
def test_bad_states_are_refused_and_change_nothing(damage: Any, message: str) -> None:
    env = new_env()
    env.reset(seed=1)
    before = env.get_state()

    with pytest.raises(ValueError, match=f"state: these bytes are .*{message}"):
        env.set_state(damage(before))

    assert env.get_state() == before


def test_every_flipped_byte_is_refused() -> None:
    env = new_env()
    env.reset(seed=1)
    state = env.get_state()
    for i in range(len(state)):
        with pytest.raises(ValueError, match="state: these bytes are"):
            env.set_state(state[:i] + bytes([state[i] ^ 0x40]) + state[i + 1 :])


def test_a_state_must_be_bytes() -> None:
    with pytest.raises(TypeError, match="state is of type str, expected bytes"):
        new_env().set_state("state")  # type: ignore[arg-type]


def test_states_pass_between_single_and_vector_envs() -> None:
    env = new_env()
    env.reset(seed=8)
    play_legally(env, 20)
    envs = envcore.AsteroidProspectorVectorEnv(2, time_max=300)
    envs.reset(seed=0)

    envs.set_state(1, env.get_state())

    assert envs.get_state(1) == env.get_state()
    assert envs.state_digest(1) == env.state_digest()
    assert (envs.action_masks()[1] == env.action_masks()).all()


@pytest.mark.parametrize("form", [bytes, lambda state: base64.b64encode(state).decode()])
def test_a_reset_continues_from_a_state(form: Any) -> None:
    source, env = new_env(time_max=90), new_env(render_mode="rgb_array")
    source.reset(seed=4)
    source.run([0, 12, 29])

    observation, info = env.reset(seed=7, options={"state": form(source.get_state())})

    assert observation.tobytes() == source.observation().tobytes()
    assert (info["action"], info["ticks"]) == (-1, source.info()["ticks"])
    assert (env.world_seed, env.np_random_seed, env.config.time_max) == (4, 7, 90)
    assert env.state_digest() == source.state_digest()
    assert env.step(29)[1] == source.step(29)[1]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"state": 3}, r"options\['state'\] is of type int, expected bytes"),
        ({"state": "§"}, r"options\['state'\] is text that is not base64"),
        ({"state": b"x"}, "state: these bytes are"),
        ({"state": b"x", "episode": 3}, r"exclude each other: give one of them"),
    ],
)
def test_a_reset_with_a_bad_state_changes_nothing(options: Any, expected: str) -> None:
    env = new_env()
    env.reset(seed=4)
    env.step(6)
    before = (env.state_digest(), env.np_random_seed)

    with pytest.raises((TypeError, ValueError), match=expected):
        env.reset(seed=9, options=options)

    assert (env.state_digest(), env.np_random_seed) == before
