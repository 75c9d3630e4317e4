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
from trainkit.learn.training_state import load_initial, pack_state, restore_state
from trainkit.ranks import Ranks


@dataclass(frozen=True)
class Start:
    """Where training starts: after a window, from the files of its checkpoint.

    Before the first window the files are those of `init_from`, if any.
    """

    window: int
    stage: int
    """Of that window, counted from 1."""
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
        self.stage = start.stage
        at_stage = config.of_stage(start.stage)
        self.worlds = make_worlds(at_stage, ranks)
        self.learner = make_learner(at_stage, self.worlds, ranks)
        if start.window:
            restore_state(start.files, self.learner)
        elif start.files:
            load_initial(start.files, self.learner)

    def imitates(self, window: int, stage: int) -> bool:
        """Return whether a window starts with demonstrations."""
        is_new = window == 1 or stage != self.stage
        return is_new and self._config.of_stage(stage).demonstrations.bot is not None

    def begin_window(self, window: int, stage: int | None = None) -> Iterator[Round]:
        """Enter a window's stage, and imitate the bot that it starts with, round by round.

        Args:
            window: Counted from 1.
            stage: As rank 0 knows it, None on the others.
        """
        stage = self._ranks.broadcast(stage) if self._config.stages else self.stage
        imitates = self.imitates(window, stage)
        self._enter(stage)
        if imitates:
            yield from imitate_bot(self.learner, self.learner.config)

    def _enter(self, stage: int) -> None:
        """Continue with the keys of a stage; other worlds start new episodes."""
        if stage == self.stage:
            return
        self.stage = stage
        config = self._config.of_stage(stage)
        if config.env != self.learner.config.env:
            self.worlds.close()
            self.worlds = make_worlds(config, self._ranks)
        self.learner.begin_stage(config, self.worlds)

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
        for _ in session.begin_window(window):
            pass
        session.train_window(WindowTimer())
        session.take_log()
        session.pack_state()
    return "completed"
