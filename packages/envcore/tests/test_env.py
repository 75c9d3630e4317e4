"""The single environment: seeding, steps, ends and the errors that callers meet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gymnasium.utils import seeding

import envcore
from envcore import spec
from envcore.spec import Action

from helpers import new_env, play_legally, random_actions

CAUSES = {"destroyed", "stranded", "cashed_out", "timeout"}


def test_same_seed_gives_the_same_bits() -> None:
    envs = [new_env(), new_env()]
    first, second = [env.reset(seed=2**64 - 1)[0].tobytes() for env in envs]
    assert first == second

    for action, _ in zip(random_actions(1), range(200), strict=False):
        results = [env.step(action) for env in envs]
        assert results[0][0].tobytes() == results[1][0].tobytes()
        assert results[0][1:4] == results[1][1:4]
        assert envs[0].state_digest() == envs[1].state_digest()
        if results[0][2] or results[0][3]:
            break


def test_a_reset_without_a_seed_starts_the_next_episode() -> None:
    env = new_env()
    env.reset(seed=5)
    env.reset()
    env.reset()
    assert (env.world_seed, env.episode) == (5, 2)
    observation = env.observation()

    direct = new_env()
    again, _ = direct.reset(seed=5, options={"episode": 2})

    assert again.tobytes() == observation.tobytes()
    assert direct.state_digest() == env.state_digest()


def test_gymnasiums_generator_is_seeded_like_its_own_reset() -> None:
    env = new_env()
    assert env._np_random is None
    for seed in (5, 2**64 - 1):
        env.reset(seed=seed)
        want, _ = seeding.np_random(seed)

        assert env.np_random_seed == seed
        assert env.np_random is env.np_random
        assert env.np_random.bit_generator.state == want.bit_generator.state
        drawn = env.np_random.random()
        env.reset()  # keeps the generator
        assert drawn == want.random()
        assert env.np_random.random() == want.random()

    ours = np.random.default_rng(1)
    env.np_random = ours
    assert env.np_random is ours
    assert env.np_random_seed == -1


def test_a_first_reset_without_a_seed_draws_one() -> None:
    env, other = new_env(), new_env()
    env.reset()
    other.reset()

    assert env.episode == 0
    assert env.world_seed != other.world_seed


def test_info_at_reset_has_every_key_at_its_start() -> None:
    _, info = new_env().reset(seed=1)

    names = [key.name for key in spec.INFO_KEYS]
    assert list(info) == [*names, "action_mask", "end_cause"]
    for key in spec.INFO_KEYS:
        if key.name != "time_remaining":
            assert info[key.name] == key.start, key.name
        assert type(info[key.name]).__name__ == key.type


def test_info_types_hold_on_every_step_and_the_end_names_its_cause() -> None:
    env = new_env()
    _, first = env.reset(seed=3)
    assert first["end_cause"] == "none"
    for action in random_actions(2):
        _, reward, terminated, truncated, info = env.step(action)
        assert type(reward) is float
        assert {k.name: type(info[k.name]).__name__ for k in spec.INFO_KEYS} == {
            k.name: k.type for k in spec.INFO_KEYS
        }
        assert list(info) == list(first)
        assert (info["end_cause"] in CAUSES) == (terminated or truncated)
        if not (terminated or truncated):
            assert info["end_cause"] == "none"
        else:
            assert truncated == (info["end_cause"] == "timeout")
            break


def test_stepping_an_ended_episode_raises() -> None:
    env = new_env(time_max=1)
    env.reset(seed=1)
    assert env.step(Action.HOLD_DRIFT)[3]

    with pytest.raises(ValueError, match=r"the episode has ended: call reset\(\) first"):
        env.step(Action.HOLD_DRIFT)


@pytest.mark.parametrize("call", ["step", "get_state", "observation", "belt", "state_digest"])
def test_nothing_works_before_a_reset(call: str) -> None:
    env = new_env()
    arguments = (6,) if call == "step" else ()

    with pytest.raises(ValueError, match=r"call reset\(\) first"):
        getattr(env, call)(*arguments)


@pytest.mark.parametrize("action", [-1, 69, 2**63, -(2**80), np.int64(-5), np.uint64(2**64 - 1)])
def test_an_integer_outside_the_space_is_an_illegal_action(action: Any) -> None:
    illegal, legal = new_env(), new_env()
    illegal.reset(seed=1)
    legal.reset(seed=1)

    _, reward, _, _, info = illegal.step(action)
    _, held_reward, _, _, _ = legal.step(Action.HOLD_DRIFT)

    assert info["invalid_action"]
    assert info["action"] == Action.HOLD_DRIFT
    assert info["events"] & 1 << spec.Event.INVALID_ACTION
    assert reward == held_reward + spec.REWARD_INVALID
    assert illegal.state_digest() == legal.state_digest()


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int16, np.uint32, np.int64, np.uint64])
def test_actions_of_any_integer_dtype_are_taken(dtype: type) -> None:
    env = new_env()
    env.reset(seed=1)

    assert env.step(dtype(33))[4]["action"] == Action.COOLDOWN
    assert env.step(np.array(33, dtype))[4]["action"] == Action.COOLDOWN


@pytest.mark.parametrize("action", [1.0, "6", None, True, np.True_, np.array([6]), np.float32(6)])
def test_a_non_integer_action_raises_and_changes_nothing(action: Any) -> None:
    env = new_env()
    env.reset(seed=1)
    before = env.state_digest()

    with pytest.raises(TypeError, match=r"action is .* expected an integer"):
        env.step(action)

    assert env.state_digest() == before


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_out_of_range_is_named(seed: int) -> None:
    with pytest.raises(ValueError, match=rf"seed is {seed}, expected an integer in 0\.\."):
        new_env().reset(seed=seed)


@pytest.mark.parametrize("seed", [1.5, "1", True])
def test_a_non_integer_seed_is_named(seed: Any) -> None:
    with pytest.raises(TypeError, match=r"seed is .*expected an integer"):
        new_env().reset(seed=seed)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"time_max": 0}, ValueError, r"option time_max is 0, expected an integer in 1\.\.1000000"),
        ({"time_max": 1_000_001}, ValueError, "option time_max is 1000001"),
        ({"time_max": 10.0}, TypeError, "option time_max is 10.0"),
        ({"reward_mode": "dense"}, ValueError, r"reward_mode is 'dense', expected one of \('shap"),
        ({"pirates": 1}, TypeError, "option pirates is 1, expected True or False"),
        (
            {"piratez": True},
            TypeError,
            "unexpected keyword argument 'piratez' \\(True\\); allowed: time_max",
        ),
        ({"render_mode": "hologram"}, ValueError, "render_mode is 'hologram', expected None or"),
    ],
)
@pytest.mark.parametrize("make", [new_env, envcore.AsteroidProspectorVectorEnv])
def test_bad_options_are_named(
    make: Any, options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        make(**options)


def test_sparse_reward_keeps_the_sale_and_the_end() -> None:
    env = new_env(reward_mode="sparse", time_max=40)
    env.reset(seed=1)
    total = 0.0
    for _ in range(40):
        _, reward, _, truncated, _ = env.step(Action.HOLD_DRIFT)
        total += reward
    assert truncated
    assert total == 0.0


def test_reward_terms_add_up_to_the_reward() -> None:
    env = new_env()
    env.reset(seed=9)
    for action, _ in zip(random_actions(3), range(150), strict=False):
        _, reward, terminated, truncated, _ = env.step(action)
        total = 0.0
        for term in env.reward_terms().values():
            total += term
        assert total == reward
        if terminated or truncated:
            break


def test_masks_agree_in_all_their_forms() -> None:
    env = new_env()
    _, info = env.reset(seed=4)
    for _ in range(50):
        mask = env.action_masks()
        assert mask.dtype == np.bool_
        assert info["action_mask"].dtype == np.int8
        assert (mask == info["action_mask"]).all()
        assert mask[Action.HOLD_DRIFT]
        _, _, terminated, truncated, info = env.step(int(np.flatnonzero(mask)[0]))
        if terminated or truncated:
            break


def test_the_belt_leads_home_through_slot_0() -> None:
    env = new_env()
    for seed in range(20):
        env.reset(seed=seed)
        belt = env.belt()
        assert belt[0]["type"] == "station"
        for node in belt[1:]:
            assert belt[node["neighbors"][0]["node"]]["hops"] == node["hops"] - 1


def test_the_hidden_truth_agrees_with_the_observation() -> None:
    env = new_env(scan_noise=False)
    env.reset(seed=1)
    assert env.asteroids() == []  # the station has none
    env.step(Action.TRAVEL_0)
    env.step(Action.SELECT_0)
    for _ in range(40):
        env.step(Action.DEEP_SCAN)

    seen, true = envcore.decode(env.observation()).asteroids, env.asteroids()

    assert len(true) == int(seen.valid.sum())
    # without noise every scan leaves a fifth of the error: 0.2^40 of nothing is left
    assert true[0]["composition"] == pytest.approx(seen.composition_estimate[0], abs=1e-6)
    assert true[0]["stability"] == pytest.approx(float(seen.stability_estimate[0]), abs=1e-6)
    assert true[0]["depletion"] == 0.0
    assert 0.04 <= true[0]["scan_noise"] <= 0.22


def test_the_market_determines_the_prices() -> None:
    env = new_env(market_shocks=False)
    env.reset(seed=1)
    market = env.market()
    assert market["stock"] == market["base_stock"]
    assert market["shock"] == (0.0,) * 6
    env.step(Action.HOLD_DRIFT)
    assert env.market()["drift"] != market["drift"]


def test_random_legal_play_never_meets_an_illegal_action() -> None:
    env = new_env(time_max=2000)
    for seed in range(10):
        env.reset(seed=seed)
        play_legally(env, 500, seed)
        assert env.info()["credits"] >= 0


def test_run_equals_single_steps() -> None:
    stepped, run = new_env(), new_env()
    stepped.reset(seed=2)
    run.reset(seed=2)
    actions = [a for a, _ in zip(random_actions(5), range(400), strict=False)]

    total, taken = 0.5, 0
    while not stepped.has_ended and taken < len(actions):
        total += stepped.step(actions[taken])[1]
        taken += 1

    assert run.run(actions, total=0.5) == (taken, total)
    assert run.state_digest() == stepped.state_digest()
    assert run.info()["events"] == stepped.info()["events"]
