"""A Minari data set repeats its episodes bit by bit; a refused one is as if never asked for."""

from __future__ import annotations

from pathlib import Path

import minari
import numpy as np
import pytest

import envcore
import replaykit
from envcore.spec import Action
from replaykit import export

from helpers import CONFIG, PROVENANCE, recorded

pytestmark = pytest.mark.filterwarnings("ignore:`:UserWarning")  # metadata that is not given


@pytest.fixture(scope="module")
def replay() -> replaykit.Replay:
    return recorded(seed=11, holds=3)


def test_a_minari_data_set_holds_the_episodes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(tmp_path))
    actions = [[Action.HOLD_DRIFT, 1000, Action.TRAVEL_0], [Action.DOCK] * 5]
    replays = [
        replaykit.record_actions(row, config=CONFIG, seed=seed, provenance=PROVENANCE)
        for seed, row in enumerate(actions)
    ]

    data = export.export_minari(replays, "prospector/test-v0", description="two short episodes")

    first, second = data.iterate_episodes()
    env = envcore.AsteroidProspectorEnv(**CONFIG.to_dict())
    observation, _ = env.reset(seed=0)
    assert first.observations[0].tobytes() == observation.tobytes()
    for step, action in enumerate(actions[0], start=1):
        observation, reward, *_ = env.step(action)
        assert first.observations[step].tobytes() == observation.tobytes()
        assert first.rewards[step - 1] == reward
    assert first.actions.tolist()[::2] == [6, 0]
    assert first.infos["invalid_action"].tolist() == [False, False, True, False]  # 1000 is none
    assert env.info().keys() == first.infos.keys()
    assert first.truncations.tolist() == [False, False, True]
    assert len(second.rewards) == 5
    other = replaykit.record_actions(
        [6], config=envcore.EnvConfig(time_max=7), seed=1, provenance=PROVENANCE
    )
    with pytest.raises(replaykit.ReplayError, match="replay 1 has other options"):
        export.export_minari([replays[0], other], "prospector/other-v0")


def test_minaris_resets_and_actions_repeat_every_episode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(tmp_path))
    rng = np.random.default_rng(1)
    starts = [(1, 0), (1, 5), (2**64 - 1, 2**64 - 1), (2**63, 2)]
    replays = [
        replaykit.record_actions(
            rng.integers(-3, 75, 80), config=CONFIG, seed=s, episode=e, provenance=PROVENANCE
        )
        for s, e in starts
    ]
    replays.append(replaykit.cut(replays[1], 5, 20))  # a fork

    export.export_minari(replays, "prospector/starts-v0")
    data = minari.load_dataset("prospector/starts-v0")

    env = data.recover_environment()
    assert env.spec.max_episode_steps == CONFIG.time_max + 1
    every = data.storage.get_episode_metadata(range(len(replays)))
    for row, episode in zip(every, data.iterate_episodes(), strict=True):
        observation, info = env.reset(seed=row["seed"], options=row["options"])
        for step, action in enumerate(episode.actions):
            assert observation.tobytes() == episode.observations[step].tobytes()
            assert (info["action_mask"] == episode.infos["action_mask"][step]).all()
            observation, reward, terminated, truncated, info = env.step(action)
            assert reward == episode.rewards[step]
            assert terminated == episode.terminations[step]
        assert observation.tobytes() == episode.observations[-1].tobytes()
        for key in ("net_profit", "events", "invalid_action"):
            assert info[key] == episode.infos[key][-1]
        assert info["end_cause"].encode() == episode.infos["end_cause"][-1]
        assert truncated == (info["end_cause"] == "timeout")


@pytest.mark.parametrize("dataset_id", ["p/a-v0", "prospector/a", "../a-v0", "a b-v0", "", "-"])
def test_an_id_that_minari_does_not_take_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replay: replaykit.Replay, dataset_id: str
) -> None:
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(tmp_path / "root"))
    with pytest.raises(replaykit.ReplayError, match=r"expected NAME-vVERSION or NAMESPACE/NAME"):
        export.export_minari([replay], dataset_id)
    assert list(tmp_path.rglob("*")) == []


def test_a_relative_folder_is_refused_which_minari_cannot_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replay: replaykit.Replay
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MINARI_DATASETS_PATH", "out/data")
    with pytest.raises(replaykit.ReplayError, match=f"absolute path: {tmp_path}/out/data$"):
        export.export_minari([replay], "prospector/a-v0")
    assert list(tmp_path.iterdir()) == []


def test_a_refused_data_set_can_be_made_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replay: replaykit.Replay
) -> None:
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(tmp_path))
    with pytest.raises(replaykit.ReplayError, match="replay 1 has no steps"):
        export.export_minari([replay, replaykit.cut(replay, 0, 0)], "prospector/again-v0")
    with pytest.raises(replaykit.ReplayError, match="No storage implemented"):
        export.export_minari([replay], "prospector/again-v0", data_format="none")
    with pytest.raises(TypeError):
        export.export_minari([replay], "prospector/again-v0", unknown=1)

    made = export.export_minari([replay], "prospector/again-v0")

    assert made.total_steps == len(replay.actions)
    with pytest.raises(replaykit.ReplayError, match="there is one already"):
        export.export_minari([replay], "prospector/again-v0")
    assert minari.load_dataset("prospector/again-v0").total_steps == made.total_steps
