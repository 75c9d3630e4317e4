"""The stored episodes of policies are what trainkit computes now."""

from __future__ import annotations

import pytest

from tools import policy_episodes


@pytest.mark.parametrize("name", policy_episodes.NETWORKS)
def test_a_stored_episode_is_what_torch_computes(name: str) -> None:
    made = policy_episodes.small_episode(name)
    assert (
        policy_episodes.difference(made, policy_episodes.read(policy_episodes.path_of(name)))
        is None
    )


def test_a_difference_is_found() -> None:
    stored = policy_episodes.read(policy_episodes.path_of("trunk"))
    assert policy_episodes.difference({**stored, "seed": "6"}, stored) == "seed"
    changed = {**stored, "values_f32_b64": stored["probabilities_f32_b64"]}
    assert policy_episodes.difference(changed, stored) == "values_f32_b64"
