"""Running statistics of observations and rewards: those of all rows, however they came in."""

from __future__ import annotations

import numpy as np
import torch
from gymnasium import spaces

from trainkit.envs.scaling import RewardScaler
from trainkit.policies.normalization import RunningNorm

SIZE = 4


def test_statistics_are_those_of_all_rows_at_once() -> None:
    norm = RunningNorm(spaces.Box(-1.0, 1.0, (SIZE,), np.float32))
    rng = np.random.default_rng(0)
    offsets = np.array([0.0, 3.0, -200.0, 0.5])
    parts = [  # neither a whole number of parts of the cache, nor the same number each time
        (rng.normal(size=(rows, 7, SIZE)) + offsets).astype(np.float32) for rows in (100, 37)
    ]
    parts[1][..., 3] = 0.5

    for part in parts:
        norm.update(torch.from_numpy(part))

    rows = np.concatenate([part.reshape(-1, SIZE) for part in parts]).astype(float)
    np.testing.assert_allclose(norm.mean.numpy(), rows.mean(axis=0), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(norm.variance.numpy(), rows.var(axis=0), rtol=1e-4)
    assert norm.count.item() == len(rows)


def test_a_column_that_never_changes_is_shown_as_nothing() -> None:
    norm = RunningNorm(spaces.Box(-1.0, 1.0, (1,), np.float32))

    norm.update(torch.full((600, 1), 0.25))

    assert norm.variance.item() == 0
    assert norm(torch.tensor([[0.25]])).item() == 0


def rollouts(count: int) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Return rewards and ends of rollouts of 50 steps of 3 worlds."""
    rng = np.random.default_rng(4)
    return [
        (torch.from_numpy(rng.normal(size=(50, 3))), torch.from_numpy(rng.random((50, 3)) < 0.1))
        for _ in range(count)
    ]


def test_rewards_are_scaled_by_the_deviation_of_discounted_returns() -> None:
    scaler, gamma = RewardScaler(3, 0.9), 0.9
    found, running = [], np.zeros(3)
    for rewards, dones in rollouts(20):
        scaler.update(rewards, dones)
        for reward, done in zip(rewards.numpy(), dones.numpy(), strict=True):
            running = running * gamma + reward
            found.append(running)
            running = np.where(done, 0.0, running)

    scaled = scaler.scale(torch.tensor([1.0, -3.0, 1e6], dtype=torch.float64))

    deviation = np.std(found)  # the first variance weighs 1e-4 rows of 3,000
    np.testing.assert_allclose(scaled.numpy(), [1 / deviation, -3 / deviation, 10.0], rtol=1e-4)


def test_a_scaler_continues_from_its_state() -> None:
    one, other = RewardScaler(3, 0.9), RewardScaler(3, 0.9)
    *before, (rewards, dones) = rollouts(5)
    for part in before:
        one.update(*part)
    other.restore(one.state())
    other.returns[:] = one.returns

    one.update(rewards, dones)
    other.update(rewards, dones)

    assert torch.equal(one.scale(rewards), other.scale(rewards))
    np.testing.assert_array_equal(one.returns, other.returns)


def test_statistics_over_two_ranks_are_those_of_all_worlds() -> None:
    """Each rank adds its own worlds and the sums of the other, as an all-reduce does."""
    rewards, dones = rollouts(1)[0]
    whole, part = RewardScaler(3, 0.9), RewardScaler(2, 0.9)
    whole.update(rewards, dones)
    other = RewardScaler(1, 0.9)._discounted_returns(rewards[:, 2:].numpy(), dones[:, 2:].numpy())
    mean = whole.mean  # of the returns, up to the weight of the first mean
    theirs = [
        torch.tensor([50.0, other.sum()], dtype=torch.float64),
        (other - mean).square().sum(),
    ]

    part.update(rewards[:, :2], dones[:, :2], lambda values: values + theirs.pop(0))

    assert part.count == whole.count
    assert abs(part.mean - whole.mean) < 1e-9
    assert abs(part.variance - whole.variance) < 1e-6
