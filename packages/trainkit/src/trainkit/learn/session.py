"""A rank of a training run: its worlds and learner, from the start or a checkpoint."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch

from trainkit.config.schema import RunConfig
from trainkit.envs.episode_log import EpisodeLog
from trainkit.learn.demonstrations import Round, imitate_bot
from trainkit.learn.interrupts import Interrupts
from trainkit.learn.learner import make_learner, make_worlds
from trainkit.learn.timing import WindowTimer
from trainkit.learn.training_state import pack_state, restore_state
from trainkit.ranks import Ranks


@dataclass(frozen=True)
class Start:
    """Where training starts: after a window, from the files of its checkpoint, if any."""

    window: int
    files: dict[str, bytes]
    torch_threads: int


class Session:
    """The part of training that every rank does; rank 0 also writes the run folder.

    Args:
        config: Of the run.
        ranks: The processes that train together.
        start: The same on every rank.
    """

    def __init__(self, config: RunConfig, ranks: Ranks, start: Start) -> None:
        torch.set_num_threads(start.torch_threads)
        torch.set_float32_matmul_precision(config.matmul_precision)
        self._config = config
        self._ranks = ranks
        self.worlds = make_worlds(config, ranks)
        self.learner = make_learner(config, self.worlds, ranks)
        if start.window:
            restore_state(start.files, self.learner)

    def imitate_bot(self) -> Iterator[Round]:
        """Imitate the bot of the configuration, if it names one, round by round."""
        if self._config.demonstrations.bot is not None:
            yield from imitate_bot(self.learner, self._config)

    def train_window(
        self, timer: WindowTimer, report: Callable[[int], None] = lambda _: None
    ) -> dict[str, float]:
        """Collect and learn until the window's steps are done; return the mean losses.

        Args:
            timer: Of the window.
            report: Called after each rollout with the env steps so far.
        """
        config, learner = self._config, self.learner
        losses: dict[str, list[float]] = {}
        for _ in range(config.window_steps // (config.num_envs * config.rollout_steps)):
            with timer.phase("collect"):
                learner.collect()
            with timer.phase("train"):
                latest = learner.update()
            for name, value in latest.items():
                if math.isfinite(value):
                    losses.setdefault(name, []).append(value)
            report(learner.num_timesteps)
        return {name: sum(values) / len(values) for name, values in losses.items()}

    def take_log(self) -> EpisodeLog:
        """Return the log of all ranks' worlds to rank 0, and to the others their own."""
        log = self.worlds.take_log()
        logs: list[Any] | None = self._ranks.gather(log)
        return log if logs is None else EpisodeLog.joined(logs)

    def pack_state(self) -> dict[str, bytes] | None:
        """Return the files of a checkpoint to rank 0, None to the others."""
        return pack_state(self.learner, self._config)

    def is_interrupted(self, interrupts: Interrupts) -> bool:
        """Return whether any rank was interrupted."""
        return any(self._ranks.gather_everywhere(bool(interrupts)))

    def close(self) -> None:
        """Close the worlds."""
        self.worlds.close()


def follow(config: RunConfig, ranks: Ranks, interrupts: Interrupts) -> str:
    """Train as a rank other than 0, to the end of the run; return its status."""
    start: Start | None = ranks.broadcast(None)
    if start is None:
        return "completed"
    session = Session(config, ranks, start)
    for window in range(start.window + 1, config.windows + 1):
        if session.is_interrupted(interrupts):
            return "interrupted"
        if window == 1:
            for _ in session.imitate_bot():
                pass
        session.train_window(WindowTimer())
        session.take_log()
        session.pack_state()
    return "completed"
