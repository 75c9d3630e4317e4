"""Minari collects data from the environments, with infos, and repeats what it has collected."""

from __future__ import annotations

from pathlib import Path

import gymnasium as gym
import pytest

pytestmark = pytest.mark.client


@pytest.mark.parametrize("data_format", ["hdf5", "arrow"])
@pytest.mark.parametrize("env_id", ["AsteroidProspector-v1", "AsteroidProspectorShort-v1"])
def test_the_data_collector_of_minari_records_infos(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data_format: str, env_id: str
) -> None:
    minari = pytest.importorskip("minari")
    pytest.importorskip("jax")
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(tmp_path))
    collector = minari.DataCollector(
        gym.make(f"envcore:{env_id}", time_max=30), record_infos=True, data_format=data_format
    )
    for seed in range(3):
        collector.reset(seed=seed)
        done = False
        while not done:
            _, _, terminated, truncated, _ = collector.step(collector.action_space.sample())
            done = terminated or truncated
    data = collector.create_dataset("prospector/collected-v0", algorithm_name="random")

    env = data.recover_environment()
    starts = data.storage.get_episode_metadata(data.episode_indices)
    for start, episode in zip(starts, data.iterate_episodes(), strict=True):
        observation, info = env.reset(seed=start["seed"])
        for step, action in enumerate(episode.actions):
            assert observation.tobytes() == episode.observations[step].tobytes()
            assert info["net_profit"] == episode.infos["net_profit"][step]
            observation, reward, _, _, info = env.step(action)
            assert reward == episode.rewards[step]
        last = episode.infos["end_cause"][-1]
        assert (last.decode() if isinstance(last, bytes) else last) == info["end_cause"] != "none"
