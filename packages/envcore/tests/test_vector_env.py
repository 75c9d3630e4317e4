"""The native vector environment against Gymnasium's own over single environments."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from gymnasium.vector import AutoresetMode, SyncVectorEnv

from envcore import AsteroidProspectorVectorEnv, spec

from helpers import new_env, random_actions

NUM_ENVS = 5
TIME_MAX = 40


def new_envs(**options: Any) -> AsteroidProspectorVectorEnv:
    return AsteroidProspectorVectorEnv(NUM_ENVS, **{"time_max": TIME_MAX, **options})


def action_batches(seed: int, steps: int) -> np.ndarray[Any, Any]:
    actions = random_actions(seed)
    return np.array([[next(actions) for _ in range(NUM_ENVS)] for _ in range(steps)])


def assert_same_infos(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Compare where Gymnasium's infos are valid; it turns end causes into objects."""
    for key in spec.INFO_KEYS:
        if key.name in theirs:
            valid = theirs[f"_{key.name}"]
            np.testing.assert_array_equal(ours[key.name][valid], theirs[key.name][valid])
    for i, cause in enumerate(theirs.get("end_cause", [])):
        if theirs["_end_cause"][i]:
            assert spec.EndCause(ours["end_cause"][i]).name.lower() == cause
    if "action_mask" in theirs:
        valid = theirs["_action_mask"]
        np.testing.assert_array_equal(ours["action_mask"][valid], theirs["action_mask"][valid])


OPTIONS_PER_WORLD: dict[str, list[Any]] = {
    "time_max": [TIME_MAX, 3, 25, 40, 1],
    "pirates": [True, False, True, False, True],
    "reward_mode": ["shaped", "sparse", "shaped", "shaped", "sparse"],
}
"""One world that always ends at once, one of each switch."""


def gymnasiums_own(mode: AutoresetMode, copy: bool) -> SyncVectorEnv[Any, Any]:
    """Return Gymnasium's vector environment over the single worlds of OPTIONS_PER_WORLD."""
    makers = [
        partial(new_env, **{name: values[i] for name, values in OPTIONS_PER_WORLD.items()})
        for i in range(NUM_ENVS)
    ]
    return SyncVectorEnv(makers, autoreset_mode=mode, copy=copy)


@pytest.mark.parametrize("copy", [True, False])
@pytest.mark.parametrize("num_threads", [1, 3])
@pytest.mark.parametrize("mode", AutoresetMode)
def test_all_autoreset_modes_behave_like_gymnasium(
    mode: AutoresetMode, num_threads: int, copy: bool
) -> None:
    ours = new_envs(
        **OPTIONS_PER_WORLD, autoreset_mode=mode, info="all", num_threads=num_threads, copy=copy
    )
    theirs = gymnasiums_own(mode, copy)
    num_ended = 0

    our_obs, our_infos = ours.reset(seed=7)
    their_obs, their_infos = theirs.reset(seed=7)
    assert our_obs.tobytes() == their_obs.tobytes()
    assert_same_infos(our_infos, their_infos)
    for actions in action_batches(1, 300):
        our_obs, *our_results, our_infos = ours.step(actions)
        their_obs, *their_results, their_infos = theirs.step(actions)

        assert our_obs.tobytes() == their_obs.tobytes()
        for our, their in zip(our_results, their_results, strict=True):
            np.testing.assert_array_equal(our, their)
            assert our.dtype == their.dtype
        assert_same_infos(our_infos, their_infos)
        assert ("final_obs" in our_infos) == ("final_obs" in their_infos)
        if "final_obs" in our_infos:
            ended = their_infos["_final_obs"]
            np.testing.assert_array_equal(our_infos["_final_obs"], ended)
            np.testing.assert_array_equal(our_infos["_final_info"], ended)
            for i in np.flatnonzero(ended):
                assert our_infos["final_obs"][i].tobytes() == their_infos["final_obs"][i].tobytes()
            assert_same_infos(our_infos["final_info"], their_infos["final_info"])

        ended = np.logical_or(our_results[1], our_results[2])
        num_ended += int(ended.sum())
        if mode is AutoresetMode.DISABLED and ended.any():
            our_obs, _ = ours.reset(options={"reset_mask": ended})
            their_obs, _ = theirs.reset(options={"reset_mask": ended})
            assert our_obs.tobytes() == their_obs.tobytes()

    assert num_ended > 2 * NUM_ENVS
    assert tuple(ours.episodes) == theirs.get_attr("episode") == ours.get_attr("episode")
    assert theirs.call("state_digest") == ours.call("state_digest")
    assert theirs.get_attr("config") == ours.get_attr("config")


def test_world_i_has_seed_plus_i_around_the_end_of_the_range() -> None:
    envs = new_envs()
    envs.reset(seed=2**64 - 2)

    assert envs.world_seeds == [2**64 - 2, 2**64 - 1, 0, 1, 2]


def test_a_drawn_seed_counts_up_too() -> None:
    envs = new_envs()
    envs.reset()

    first = envs.world_seeds[0]
    assert envs.world_seeds == [(first + i) % 2**64 for i in range(NUM_ENVS)]


def test_seeds_may_be_listed() -> None:
    envs = new_envs()
    envs.reset(seed=[9, 8, 7, 6, 5])
    assert envs.world_seeds == [9, 8, 7, 6, 5]

    envs.reset(seed=[None, 1, None, 1, None])

    assert envs.world_seeds == [9, 1, 7, 1, 5]
    assert envs.episodes == [1, 0, 1, 0, 1]


@pytest.mark.parametrize("info", ["none", "mask", "all"])
def test_info_levels(info: Any) -> None:
    envs = new_envs(info=info)
    _, infos = envs.reset(seed=1)

    keys = {"none": set(), "mask": {"action_mask"}}.get(
        info, {key.name for key in spec.INFO_KEYS} | {"action_mask", "end_cause"}
    )
    assert set(infos) == keys
    assert set(envs.step(np.full(NUM_ENVS, 6))[-1]) == keys


def test_arrays_are_copies_unless_copy_is_false() -> None:
    copies, shared = new_envs(info="all"), new_envs(info="all", copy=False)
    hold = np.full(NUM_ENVS, 6)
    for envs, is_same in ((copies, False), (shared, True)):
        envs.reset(seed=1)
        first = envs.step(hold)
        second = envs.step(hold)
        for a, b in zip(first[:4], second[:4], strict=True):
            assert (a is b) == is_same
        assert (first[4]["ticks"] is second[4]["ticks"]) == is_same


def test_shared_arrays_are_read_only() -> None:
    envs = new_envs(copy=False)
    observations, infos = envs.reset(seed=1)
    for array in (observations, infos["action_mask"], envs.step(np.full(NUM_ENVS, 6))[0]):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 1


def test_integers_of_any_size_are_actions() -> None:
    envs = new_envs(info="all")
    envs.reset(seed=1)

    *_, infos = envs.step([2**80, -1, 69, 6, 33])
    assert infos["invalid_action"].tolist() == [True, True, True, False, False]
    *_, infos = envs.step(np.array([2**64 - 1, 2**63, 69, 6, 33], np.uint64))
    assert infos["invalid_action"].tolist() == [True, True, True, False, False]
    *_, infos = envs.step(np.array([-1, 127, 69, 6, 33], np.int8))
    assert infos["invalid_action"].tolist() == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("actions", "error", "message"),
    [
        (np.zeros(NUM_ENVS), TypeError, "actions: dtype float64, expected an integer dtype"),
        (np.zeros(NUM_ENVS, bool), TypeError, "actions: dtype bool"),
        ([None] * NUM_ENVS, TypeError, "actions: dtype object"),
        (np.zeros(4, int), ValueError, r"actions: shape \(4,\), expected \(5,\)"),
        (np.zeros((5, 1), int), ValueError, r"actions: shape \(5, 1\), expected \(5,\)"),
        (6, ValueError, r"actions: shape \(\), expected \(5,\)"),
    ],
)
def test_bad_actions_raise_and_change_nothing(
    actions: Any, error: type[Exception], message: str
) -> None:
    envs = new_envs()
    envs.reset(seed=1)
    before = [envs.state_digest(i) for i in range(NUM_ENVS)]

    with pytest.raises(error, match=message):
        envs.step(actions)

    assert [envs.state_digest(i) for i in range(NUM_ENVS)] == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"seed": [1, 2]}, "seed has 2 values, expected 5"),
        ({"seed": [0, 1, 2, -3, 4]}, r"seed\[3\] is -3, expected an integer in 0\.\."),
        ({"seed": -1}, r"seed is -1, expected an integer in 0\.\."),
        ({"options": {"mask": 1}}, r"options\['mask'\] is 1: unknown"),
        ({"options": {"episode": [1, 2]}}, r"options\['episode'\] has 2 values, expected 1 or 5"),
        ({"options": {"episode": [1, 2, 3, 4, -1]}}, r"options\['episode'\]\[4\] is -1, expected"),
        ({"options": {"reset_mask": np.ones(3, bool)}}, r"has shape \(3,\)"),
        ({"options": {"reset_mask": np.zeros(5, bool)}}, "0 true values"),
        ({"options": {"reset_mask": np.eye(5, dtype=bool)[0]}}, "world 1 was never reset"),
    ],
)
def test_bad_resets_are_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        new_envs().reset(**arguments)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"num_threads": 0}, r"num_threads is 0, expected an integer in 1\.\.256"),
        ({"info": "some"}, "info is 'some', expected one of"),
        ({"autoreset_mode": "later"}, "autoreset_mode is 'later', expected one of"),
    ],
)
def test_bad_vector_options_are_named(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        new_envs(**options)


def test_num_envs_must_be_positive() -> None:
    with pytest.raises(ValueError, match=r"num_envs is 0, expected an integer in 1\.\."):
        AsteroidProspectorVectorEnv(0)


def test_stepping_an_ended_world_is_refused_without_autoreset() -> None:
    envs = new_envs(time_max=1, autoreset_mode="Disabled")
    envs.reset(seed=1)
    envs.step(np.full(NUM_ENVS, 6))

    with pytest.raises(ValueError, match="world 0 has ended: reset it with options="):
        envs.step(np.full(NUM_ENVS, 6))


def test_no_step_before_a_reset() -> None:
    with pytest.raises(ValueError, match=r"call reset\(\) first"):
        new_envs().step(np.full(NUM_ENVS, 6))


def test_masks_need_an_info_level_that_has_them() -> None:
    envs = new_envs(info="none")
    envs.reset(seed=1)

    with pytest.raises(ValueError, match=r"action_masks\(\) needs info='mask'"):
        envs.action_masks()


def test_state_of_a_world_out_of_range_is_refused() -> None:
    envs = new_envs()
    envs.reset(seed=1)

    with pytest.raises(ValueError, match=r"world index is 5, expected an integer in 0\.\.4"):
        envs.get_state(5)


def test_results_do_not_depend_on_the_number_of_threads() -> None:
    batches = [new_envs(info="all", num_threads=k) for k in (1, 2, 5, 8)]
    for envs in batches:
        envs.reset(seed=3)
    for actions in action_batches(2, 120):
        results = [envs.step(actions) for envs in batches]
        for other in results[1:]:
            assert other[0].tobytes() == results[0][0].tobytes()
            assert other[1].tobytes() == results[0][1].tobytes()
