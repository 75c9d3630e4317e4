"""Observations and masks on their way to the device of the policy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from envcore import spec


class Staging:
    """One buffer for observations and masks of all worlds, so that a step needs one copy.

    Args:
        num_envs: Number of worlds, n.
        width: Columns of an observation, k.
        device: Of the policy.

    Attributes:
        observations: To be filled by the worlds, float32 (n, k).
        masks: To be filled by the worlds, bool (n, 69).
    """

    def __init__(self, num_envs: int, width: int, device: torch.device) -> None:
        self._device = device
        self._split = num_envs * width * 4
        size = self._split + num_envs * spec.N_ACTIONS
        pinned = device.type == "cuda"  # the GPU then reads it without a copy in between
        self._host = torch.zeros(size, dtype=torch.uint8, pin_memory=pinned)
        observations, masks = self._parts(self._host, num_envs)
        self.observations: npt.NDArray[np.float32] = observations.numpy()
        self.masks: npt.NDArray[np.bool_] = masks.numpy()

    def send(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Return observations and masks on the device; on the CPU they share the buffer's memory.

        The buffer may be written again when the actions of the step have come back.
        """
        sent = self._host.to(self._device, non_blocking=True)
        return self._parts(sent, len(self.observations))

    def _parts(self, data: torch.Tensor, n: int) -> tuple[torch.Tensor, torch.Tensor]:
        observations = data[: self._split].view(torch.float32).view(n, -1)
        return observations, data[self._split :].view(torch.bool).view(n, -1)
