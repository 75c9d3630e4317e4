"""Frames have the values of the environment at every step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import envcore
import replaykit
from envcore.spec import Action, Event

from helpers import CONFIG, PROVENANCE, recorded


@pytest.fixture(scope="module")
def replay() -> replaykit.Replay:
    return recorded(seed=11, holds=3)


TERMS = tuple(term.name for term in envcore.spec.REWARD_TERMS)


def test_frames_with_everything_are_equal_if_their_worlds_are() -> None:
    replay = recorded()
    first, again = (
        list(replaykit.frames(replay, 0, 9, observation=True, truth=True)) for _ in "12"
    )
    assert first == again
    assert first[1] != first[2]


def test_a_frame_for_the_reset_and_one_for_every_step(replay: replaykit.Replay) -> None:
    found = list(replaykit.frames(replay))
    assert [frame.step for frame in found] == list(range(len(replay.actions) + 1))
    assert found[0].action is None
    assert found[0].reward == found[0].total == 0.0
    assert set(found[0].reward_terms.values()) == {0.0}
    assert {tuple(frame.reward_terms) for frame in found} == {TERMS}
    assert [frame.action for frame in found[1:]] == replay.actions.tolist()


def test_frames_hold_what_the_world_does(replay: replaykit.Replay) -> None:
    env = envcore.AsteroidProspectorEnv(**CONFIG.to_dict())
    env.reset(seed=11)
    total = 0.0
    for frame in replaykit.frames(replay, start=1):
        assert frame.action is not None
        observation, reward, _, _, info = env.step(frame.action)
        total += reward
        assert (frame.reward, frame.total) == (reward, total)
        assert sum(frame.reward_terms.values()) == pytest.approx(reward)  # added in another order
        assert (frame.tick, frame.dt, frame.events) == (info["ticks"], info["dt"], info["events"])
        assert (frame.end_cause or "none") == info.get("end_cause", "none")
        assert frame.ship.credits == info["credits"]
        assert frame.ship.heat == float(observation[2]) * 100
        assert frame.ship.decoys == round(float(observation[16]) * 12)
        assert frame.prices[0] == float(observation[244]) * 180  # iron's highest price
        assert len(frame.threat_estimates) == int(sum(observation[24:66:7]))


def test_frames_have_the_numbers_of_the_decoded_observation(replay: replaykit.Replay) -> None:
    num_rocks = 0
    for frame in replaykit.frames(replay, observation=True):
        seen = frame.observation
        assert seen is not None
        assert frame.node == seen.node
        for name in ("fuel", "hull", "heat", "tool", "alert"):
            assert getattr(frame.ship, name) == getattr(seen, name), name
        for name in ("repair_kits", "stabilizers", "decoys", "escape_ticks", "anchor_ticks"):
            assert getattr(frame.ship, name) == getattr(seen, name), name
        assert list(frame.cargo) == seen.cargo.tolist()
        assert list(frame.prices) == seen.prices.tolist()
        ways = seen.neighbors.valid
        assert list(frame.threat_estimates) == seen.neighbors.threat_estimate[ways].tolist()
        rocks = seen.asteroids
        assert [rock.slot for rock in frame.rocks] == np.flatnonzero(rocks.valid).tolist()
        for rock in frame.rocks:
            num_rocks += 1
            assert list(rock.composition) == rocks.composition_estimate[rock.slot].tolist()
            assert rock.stability == rocks.stability_estimate[rock.slot]
            assert rock.depletion == rocks.depletion[rock.slot]
            assert rock.confidence == rocks.confidence[rock.slot]
            assert rock.is_selected == rocks.selected[rock.slot]
    assert num_rocks > 0


def test_rocks_are_those_of_the_node() -> None:
    actions = [Action.TRAVEL_0, Action.SELECT_2, Action.MINE_STANDARD]
    replay = replaykit.record_actions(actions, config=CONFIG, seed=3, provenance=PROVENANCE)
    start, arrived, selected, mined = replaykit.frames(replay)
    assert start.rocks == ()  # a station has none
    assert arrived.events & 1 << Event.TRAVELLED
    assert [rock.slot for rock in arrived.rocks] == list(range(len(arrived.rocks)))
    assert all(abs(sum(rock.composition) - 1) < 1e-6 for rock in arrived.rocks)  # of float32
    assert [rock.is_selected for rock in selected.rocks].index(True) == 2
    assert mined.rocks[2].depletion > selected.rocks[2].depletion == 0.0
    assert sum(mined.cargo) > 0


def test_frames_have_action_names_and_end_flags(replay: replaykit.Replay) -> None:
    found = list(replaykit.frames(replay))
    assert found[0].action_name is None
    assert found[1].action_name == "HOLD_DRIFT"
    assert replaykit.action_name(69) == "OUTSIDE"
    assert not any(frame.terminated or frame.truncated for frame in found[:-1])
    assert found[-1].truncated == (found[-1].end_cause == "timeout")
    assert found[-1].terminated != found[-1].truncated


def test_observation_and_truth_are_there_when_requested() -> None:
    actions = [Action.TRAVEL_0, Action.WIDE_SCAN]
    replay = replaykit.record_actions(actions, config=CONFIG, seed=3, provenance=PROVENANCE)

    (plain,) = replaykit.frames(replay, start=2)
    (frame,) = replaykit.frames(replay, start=2, observation=True, truth=True)

    assert plain.observation is plain.truth is None
    assert frame.observation is not None
    assert int(frame.observation.node) == frame.node
    assert frame.truth is not None
    assert len(frame.truth.rocks) == len(frame.rocks)
    assert all(abs(sum(rock.composition) - 1) < 1e-12 for rock in frame.truth.rocks)
    assert all(0 < rock.richness <= 4 for rock in frame.truth.rocks)  # world.md 3
    assert frame.truth.nodes[0].danger == frame.truth.nodes[0].piracy == 0
    assert len(frame.truth.nodes[frame.node].threats) == len(frame.threat_estimates)
    assert frame.truth.market.shock == (0,) * 6
    assert all(20 <= stock <= 120 for stock in frame.truth.market.base_stock)  # world.md 4


@pytest.mark.parametrize(("start", "stop", "stride"), [(0, 4, 1), (5, 40, 7), (9, 9, 1)])
def test_a_range_of_frames_is_a_slice_of_all(
    replay: replaykit.Replay, start: int, stop: int, stride: int
) -> None:
    every = list(replaykit.frames(replay))
    assert list(replaykit.frames(replay, start, stop, stride)) == [
        replace(frame) for frame in every[start:stop:stride]
    ]


@pytest.mark.parametrize(
    ("start", "stride", "named"),
    [(-1, 1, "start is -1"), (10**6, 1, "start is 1000000"), (0, 0, "stride is 0")],
)
def test_bounds_are_checked(replay: replaykit.Replay, start: int, stride: int, named: str) -> None:
    with pytest.raises(replaykit.ReplayError, match=named):
        replaykit.frames(replay, start, stride=stride)


def test_steps_after_the_end_are_refused(replay: replaykit.Replay) -> None:
    last = replay.blocks[-1]
    longer = replace(last, actions=np.append(last.actions, np.uint8(6)))
    false = replace(replay, blocks=(*replay.blocks[:-1], longer))
    with pytest.raises(replaykit.ReplayError, match="the episode ends at step"):
        list(replaykit.frames(false))


def test_a_timeline_gives_the_same_frames(replay: replaykit.Replay) -> None:
    timeline = replaykit.Timeline(replay)
    for start in (90, 10, 90):
        expected = list(replaykit.frames(replay, start, start + 5))
        assert list(replaykit.frames(timeline, start, start + 5)) == expected
