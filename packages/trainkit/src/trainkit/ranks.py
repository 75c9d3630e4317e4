"""The processes that train one policy together: their sums, and what they send each other.

Each process is a rank with worlds of its own. Rank 0 writes the run folder. One process alone is a
rank, too, and all functions here leave its values as they are.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

import torch

# Its functions keep the default group of the time of its import, and optimizers import it. With a
# group there by then, threads of Gloo would outlive the group and could abort the process at exit.
import torch.distributed.nn
from torch import distributed

from trainkit.errors import LostRankError, TrainkitError

Total = Callable[[torch.Tensor], torch.Tensor]
"""Returns the sum of a tensor over all ranks, of the same shape, the same on every rank."""

_TIMEOUT: Final = timedelta(hours=1)  # the longest that ranks wait for rank 0 to write a window


def of_one_rank(values: torch.Tensor) -> torch.Tensor:
    """Return the values: their sum over one rank."""
    return values


class Ranks:
    """This process among those that train.

    Attributes:
        rank: Number of this process, 0..size-1.
        size: Number of processes.
        local_size: Number of processes on this machine.
    """

    def __init__(self, rank: int = 0, size: int = 1, local_size: int = 1) -> None:
        self.rank = rank
        self.size = size
        self.local_size = local_size

    def total(self, values: torch.Tensor) -> torch.Tensor:
        """Return the sum of a tensor over all ranks; `values` is overwritten."""
        if self.size > 1:
            with lost_ranks():
                distributed.all_reduce(values)
        return values

    def smallest(self, number: int) -> int:
        """Return the smallest of the numbers that the ranks give."""
        if self.size == 1:
            return number
        return int(min(self.gather_everywhere(number)))

    def average_gradients(self, parameters: Iterable[torch.nn.Parameter]) -> None:
        """Replace the gradients by their means over all ranks, with one all-reduce."""
        if self.size == 1:
            return
        gradients = [p.grad for p in parameters if p.grad is not None]
        flat = torch.cat([gradient.view(-1) for gradient in gradients])
        self.total(flat).div_(self.size)
        parts = flat.split([gradient.numel() for gradient in gradients])
        for gradient, part in zip(gradients, parts, strict=True):
            gradient.copy_(part.view_as(gradient))

    def gather(self, value: Any) -> list[Any] | None:
        """Return the values of all ranks, in order, to rank 0; None to the others."""
        if self.size == 1:
            return [value]
        found: list[Any] | None = [None] * self.size if self.rank == 0 else None
        with lost_ranks():
            distributed.gather_object(value, found)
        return found

    def gather_everywhere(self, value: Any) -> list[Any]:
        """Return the values of all ranks, in order, to every rank."""
        if self.size == 1:
            return [value]
        found: list[Any] = [None] * self.size
        with lost_ranks():
            distributed.all_gather_object(found, value)
        return found

    def broadcast(self, value: Any) -> Any:
        """Return rank 0's value to every rank."""
        if self.size == 1:
            return value
        box = [value]
        with lost_ranks():
            distributed.broadcast_object_list(box)
        return box[0]


@contextmanager
def lost_ranks() -> Iterator[None]:
    """Turn the errors of a connection to a process that died into LostRankError."""
    try:
        yield
    except RuntimeError as error:
        raise LostRankError(f"another process of this run ended: {_first_line(error)}") from error


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


@contextmanager
def joined_ranks(device: str, rendezvous: str | None = None) -> Iterator[Ranks]:
    """Join the processes that the environment names, as torchrun sets it; leave them at the end.

    Without `WORLD_SIZE`, or with 1, this process is alone.

    Args:
        device: `cuda` to communicate by NCCL, each local rank with a GPU of its own; else Gloo.
        rendezvous: A file through which the processes meet; by default `MASTER_ADDR` is used.

    Raises:
        TrainkitError: The others cannot be reached.
    """
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        yield Ranks()
        return
    backend = "cpu:gloo,cuda:nccl" if device == "cuda" else "gloo"
    if device == "cuda":
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
    rank = int(os.environ["RANK"])
    method = "env://" if rendezvous is None else f"file://{rendezvous}"
    try:
        distributed.init_process_group(
            backend, init_method=method, rank=rank, world_size=size, timeout=_TIMEOUT
        )
    except (RuntimeError, ValueError) as error:
        raise TrainkitError(f"data-parallel training: {_first_line(error)}") from error
    yield Ranks(rank, size, int(os.environ.get("LOCAL_WORLD_SIZE", str(size))))
    distributed.destroy_process_group()  # not after an error: the others may be gone
