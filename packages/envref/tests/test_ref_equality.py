"""envref and envcore side by side for a few episodes: the same bits, the same state bytes."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from envcore import AsteroidProspectorEnv, spec
from envref import ReferenceEnv

SWITCHES = tuple(option.name for option in spec.OPTIONS if option.type == "bool")


def draw_options(choose: random.Random) -> dict[str, Any]:
    """Return options that toggle every switch at random."""
    options: dict[str, Any] = {name: choose.random() < 0.75 for name in SWITCHES}
    options["time_max"] = choose.choice([40, 400])
    options["reward_mode"] = choose.choice(["shaped", "sparse"])
    return options


def draw_action(choose: random.Random, mask: np.ndarray) -> int:
    """Return a legal action nine times of ten, and mining often, else any integer."""
    if choose.random() < 0.1:
        return choose.randrange(-2, 72)
    if mask[29] and choose.random() < 0.3:
        return choose.choice([28, 29, 30])
    return int(choose.choice(np.flatnonzero(mask).tolist()))


def bits_of(value: Any) -> Any:
    """Return a value so that == compares bits and types."""
    if isinstance(value, np.ndarray):
        return (str(value.dtype), value.tobytes())
    return value.hex() if isinstance(value, float) else (type(value), value)


def bits_of_info(info: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return the info's keys, in order, with their bits."""
    return [(name, bits_of(value)) for name, value in info.items()]


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 2**64 - 1])
def test_both_worlds_play_the_same_episode(seed: int) -> None:
    choose = random.Random(seed)
    options = draw_options(choose)
    core, reference = AsteroidProspectorEnv(**options), ReferenceEnv(**options)
    seeds: list[int | None] = [seed, None, None]
    for start in seeds:
        resets = [env.reset(seed=start) for env in (core, reference)]
        assert bits_of(resets[0][0]) == bits_of(resets[1][0])
        assert bits_of_info(resets[0][1]) == bits_of_info(resets[1][1])
        for _ in range(150):
            action = draw_action(choose, reference.action_masks())
            one, other = core.step(action), reference.step(action)
            assert [bits_of(x) for x in one[:4]] == [bits_of(x) for x in other[:4]]
            assert bits_of_info(one[4]) == bits_of_info(other[4])
            assert core.reward_terms() == reference.reward_terms()
            assert core.state_digest() == reference.state_digest()
            if one[2] or one[3]:
                break
        assert core.belt() == reference.belt()


def test_a_state_of_one_continues_in_the_other() -> None:
    core, reference = AsteroidProspectorEnv(), ReferenceEnv()
    reference.reset(seed=11)
    for action in (0, 8, 12, 29, 29):
        reference.step(action)
    core.set_state(reference.get_state())
    assert core.get_state() == reference.get_state()
    for action in (30, 30, 0):
        core.step(action)
        reference.step(action)
    state = core.get_state()
    assert state == reference.get_state()
    fresh = ReferenceEnv()
    fresh.set_state(state)
    assert bits_of(fresh.observation()) == bits_of(core.observation())


def test_both_refuse_the_same_states() -> None:
    core, reference = AsteroidProspectorEnv(), ReferenceEnv()
    reference.reset(seed=11)
    state = reference.get_state()
    for wrong in (b"", state[:-1], state + b"\0", b"X" + state[1:], state[:70] + state[71:]):
        for env in (core, reference):
            with pytest.raises(ValueError, match="state"):
                env.set_state(wrong)
