"""Observations and masks on their way to the device of the policy."""

from __future__ import annotations

import torch

from envcore import spec
from trainkit.envs.training_worlds import TrainingWorlds


class Staging:
    """One buffer for observations and masks of all worlds, so that a step sends one copy to a GPU.

    Args:
        num_envs: Number of worlds, n.
        width: Columns of an observation, k.
        device: Of the policy. On the CPU worlds write where their observations are wanted.
    """

    def __init__(self, num_envs: int, width: int, device: torch.device) -> None:
        self._device = device
        self._columns = width if device.type != "cpu" else 0
        self._split = num_envs * self._columns * 4
        size = self._split + num_envs * spec.N_ACTIONS
        pinned = device.type == "cuda"  # the GPU then reads it without a copy in between
        self._host = torch.zeros(size, dtype=torch.uint8, pin_memory=pinned)

    def load(self, worlds: TrainingWorlds, observations: torch.Tensor) -> torch.Tensor:
        """Fill `observations`, (n, k) on the device, with the current ones.

        Returns:
            Which actions are legal, bool (n, 69) on the device. The next call may overwrite it.
        """
        own, masks = self._parts(self._host, len(observations))
        is_local = self._device.type == "cpu"
        worlds.observe((observations if is_local else own).numpy())
        worlds.write_masks(masks.numpy())
        if is_local:
            return masks
        sent, legal = self._parts(self._host.to(self._device, non_blocking=True), len(observations))
        observations.copy_(sent)
        return legal

    def _parts(self, data: torch.Tensor, n: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the observations, on the CPU without columns, and the masks of a buffer."""
        observations = data[: self._split].view(torch.float32).view(n, self._columns)
        return observations, data[self._split :].view(torch.bool).view(n, -1)
