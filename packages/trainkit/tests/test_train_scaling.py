"""Running statistics of observations: those of all rows, however they came in."""

from __future__ import annotations

import numpy as np
import torch
from gymnasium import spaces

from trainkit.policies.normalisation import RunningNorm

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
        norm.update(part)

    rows = np.concatenate([part.reshape(-1, SIZE) for part in parts]).astype(float)
    np.testing.assert_allclose(norm.mean.numpy(), rows.mean(axis=0), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(norm.variance.numpy(), rows.var(axis=0), rtol=1e-4)
    assert norm.count.item() == len(rows)


def test_a_column_that_never_changes_is_shown_as_nothing() -> None:
    norm = RunningNorm(spaces.Box(-1.0, 1.0, (1,), np.float32))

    norm.update(np.full((600, 1), 0.25, np.float32))

    assert norm.variance.item() == 0
    assert norm(torch.tensor([[0.25]])).item() == 0
