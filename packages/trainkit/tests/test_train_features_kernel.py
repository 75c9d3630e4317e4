"""The native kernel of the memory features: its bits, its state and its arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from features_reference import ReferenceFeatures
from features_reference.arithmetic import exp, ln

import envcore
from envcore import spec
from envcore.memory import ShipMemories
from trainkit.bots.greedy_miner import GreedyMiner
from trainkit.bots.prospector import Prospector
from trainkit.envs.features import COMPACT, FEATURES, NUM_FEATURES, MemoryFeatures

WORLDS = 24
ROW = spec.OBS_DIM + NUM_FEATURES
FIRST = dict(  # column of the first number of each feature
    zip(
        (feature.name for feature in FEATURES),
        spec.OBS_DIM + np.cumsum([0, *(feature.size for feature in FEATURES)]),
        strict=False,
    )
)
COMPACT_COLUMNS = np.concatenate(
    [np.arange(spec.OBS_DIM)]
    + [np.arange(feature.size) + FIRST[feature.name] for feature in COMPACT]
)
Actions = Callable[[npt.NDArray[np.float32], npt.NDArray[np.int8]], npt.NDArray[np.int64]]


def random_legal(seed: int) -> Actions:
    rng = np.random.default_rng(seed)

    def act(_: npt.NDArray[np.float32], masks: npt.NDArray[np.int8]) -> npt.NDArray[np.int64]:
        actions: npt.NDArray[np.int64] = np.where(masks, rng.random(masks.shape), -1.0).argmax(1)
        return actions

    return act


def bot(kind: type[GreedyMiner | Prospector]) -> Actions:
    player = kind()
    player.reset(WORLDS, 0)
    return player.act


class Play:
    """Worlds played by a policy; `advance` steps them and returns the worlds that ended."""

    def __init__(self, actions: Actions, time_max: int = 2000) -> None:
        self._worlds = envcore.AsteroidProspectorVectorEnv(
            WORLDS, time_max=time_max, info="all", autoreset_mode="SameStep"
        )
        self._act = actions
        self.observations, self._infos = self._worlds.reset(seed=11)

    def actions(self) -> npt.NDArray[np.int64]:
        return self._act(self.observations, self._infos["action_mask"])

    def advance(self, actions: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        self.observations, _, terminated, truncated, self._infos = self._worlds.step(actions)
        return np.flatnonzero(terminated | truncated)


def step(play: Play, *memories: MemoryFeatures | ReferenceFeatures) -> npt.NDArray[np.int64]:
    """Take one step in the worlds and in each memory."""
    actions = play.actions()
    for memory in memories:
        memory.note_actions(actions)
    ended = play.advance(actions)
    for memory in memories:
        memory.reset(ended)
    return ended


def assert_same_memory(left: dict[str, npt.NDArray[Any]], right: dict[str, Any]) -> None:
    assert left.keys() == right.keys()
    for name, values in left.items():
        np.testing.assert_array_equal(values, right[name], name)


@pytest.mark.parametrize(
    "actions",
    [random_legal(1), bot(GreedyMiner), bot(Prospector)],
    ids=["random", "greedy_miner", "prospector"],
)
def test_kernel_and_reference_agree_in_every_bit(actions: Actions) -> None:
    kernel, reference = MemoryFeatures(WORLDS), ReferenceFeatures(WORLDS)
    compact = MemoryFeatures(WORLDS, version=2)
    play = Play(actions, time_max=300)
    num_ended = 0

    for number in range(400):
        rows = kernel.observe(play.observations)
        assert rows.tobytes() == reference.observe(play.observations).tobytes()
        assert compact.observe(play.observations).tobytes() == rows[:, COMPACT_COLUMNS].tobytes()
        if number % 50 == 49:  # arrays() drops what the kernel keeps while a ship stays at a node
            assert_same_memory(kernel.arrays(), reference.arrays())
        num_ended += len(step(play, kernel, reference, compact))

    assert num_ended > 0
    assert (kernel.arrays()["times_mined"] > 0).any()


def test_exp_and_ln_of_the_reference_are_accurate() -> None:
    x = np.random.default_rng(0).uniform(-30, 30, 10_000)
    above_one = 1 + np.exp(x)

    np.testing.assert_allclose(exp(x), np.exp(x), rtol=4e-16)
    np.testing.assert_allclose(ln(above_one), np.log(above_one), rtol=8e-16)


@pytest.mark.parametrize("version", [1, 2])
def test_a_restored_memory_continues_with_the_same_bits(version: int) -> None:
    memory, restored = MemoryFeatures(WORLDS, version), MemoryFeatures(WORLDS, version)
    play = Play(random_legal(3))
    for _ in range(150):
        memory.observe(play.observations)
        step(play, memory)
    memory.observe(play.observations)

    stored = {name: values.copy() for name, values in memory.arrays().items()}
    restored.observe(play.observations)  # it keeps what it found at the same nodes
    for name, values in restored.arrays().items():
        values[:] = stored[name]

    assert_same_memory(restored.arrays(), stored)
    for _ in range(50):
        rows = memory.observe(play.observations)
        assert restored.observe(play.observations).tobytes() == rows.tobytes()
        step(play, memory, restored)


@pytest.mark.parametrize("version", [1, 2])
def test_observing_twice_changes_nothing(version: int) -> None:
    once, twice = MemoryFeatures(WORLDS, version), MemoryFeatures(WORLDS, version)
    play = Play(random_legal(4))

    for _ in range(100):
        twice.observe(play.observations)
        rows = twice.observe(play.observations)
        assert once.observe(play.observations).tobytes() == rows.tobytes()
        step(play, once, twice)


def test_rows_are_written_into_columns_of_the_callers_array() -> None:
    play = Play(random_legal(5))
    wide = np.full((WORLDS, ROW + 9), 7.0, np.float32)
    wide[:, : spec.OBS_DIM] = play.observations
    out = wide[:, :ROW]

    result = MemoryFeatures(WORLDS).observe(wide[:, : spec.OBS_DIM], out)

    assert result is out
    np.testing.assert_array_equal(out, MemoryFeatures(WORLDS).observe(play.observations))
    assert (wide[:, ROW:] == 7.0).all()


def test_some_worlds_are_observed_and_the_others_stay() -> None:
    play = Play(random_legal(6))
    memory, every = MemoryFeatures(WORLDS), MemoryFeatures(WORLDS)
    rows, before = every.observe(play.observations), memory.arrays()["was_seen"].copy()
    chosen, others = np.array([3, 0, 20]), np.delete(np.arange(WORLDS), [3, 0, 20])

    np.testing.assert_array_equal(
        memory.observe(play.observations[chosen], worlds=chosen), rows[chosen]
    )
    after = memory.arrays()["was_seen"]
    np.testing.assert_array_equal(after[others], before[others])
    assert after[chosen].any(axis=1).all()


def test_wrong_arguments_are_refused() -> None:
    memory = MemoryFeatures(2)
    rows = np.zeros((2, spec.OBS_DIM), np.float32)
    read_only = np.zeros((2, ROW), np.float32)
    read_only.flags.writeable = False

    with pytest.raises(ValueError, match=r"num_worlds is 0, expected at least 1"):
        MemoryFeatures(0)
    with pytest.raises(ValueError, match=r"version is 3, expected 1 or 2"):
        ShipMemories(1, 3)
    with pytest.raises(ValueError, match=r"out: .*\(2, 430\), expected .*\(2, 300\)"):
        MemoryFeatures(2, version=2).observe(rows, read_only)
    with pytest.raises(ValueError, match=r"observations: float64 .* expected float32"):
        memory.observe(rows.astype(np.float64))
    with pytest.raises(ValueError, match=r"observations: .*\(3, 260\), expected .*\(2, 260\)"):
        memory.observe(np.zeros((3, spec.OBS_DIM), np.float32))
    with pytest.raises(ValueError, match=r"out: .*\(2, 260\), expected .*\(2, 430\)"):
        memory.observe(rows, rows.copy())
    with pytest.raises(ValueError, match="out: the array is read-only"):
        memory.observe(rows, read_only)
    with pytest.raises(IndexError, match=r"world index is 2, expected 0\.\.1"):
        memory.observe(rows[:1], worlds=np.array([2]))
    with pytest.raises(IndexError, match=r"world index is -1, expected 0\.\.1"):
        memory.reset(np.array([-1]))
    with pytest.raises(ValueError, match=r"action is 69, expected 0\.\.68"):
        memory.note_actions(np.array([0, 69]))
    with pytest.raises(ValueError, match=r"actions: shape \(1,\), expected \(2,\)"):
        memory.note_actions(np.array([0]))
