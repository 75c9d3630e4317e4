"""The training loop: windows of rollouts and updates, each ending in files."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import torch
from stable_baselines3.common.callbacks import BaseCallback, CallbackList
from stable_baselines3.common.logger import configure

from trainkit.checkpoint import policy_digest, write_checkpoint
from trainkit.config import TRAIN_SEEDS_END, RunConfig
from trainkit.evaluate import Episodes, play_episodes
from trainkit.files import append_jsonl
from trainkit.learner import make_learner
from trainkit.player import PolicyPlayer
from trainkit.progress import ProgressDisplay
from trainkit.replays import ReplayKeeper
from trainkit.run_folder import RunFolder, RunMetadata, checkpoint_name
from trainkit.scaling import RewardScaler, RunningNorm
from trainkit.vec_env import BatchVecEnv
from trainkit.windows import window_row


def train(config: RunConfig) -> str:
    """Train a new run to its end, or until it is interrupted; return its status.

    The first interrupt finishes the window, a second one stops at once.

    Raises:
        TrainkitError: The run folder can not be used.
    """
    folder = RunFolder(config.run_path)
    with folder.locked():
        folder.create(config)
        metadata = RunMetadata(folder, config)
        try:
            with _interrupts() as interrupts:
                return Trainer(config, folder, metadata).run(interrupts)
        except KeyboardInterrupt:
            metadata.update(status="interrupted")
            raise
        except BaseException as error:
            metadata.update(status="failed", error=f"{type(error).__name__}: {error}")
            raise


class Trainer:
    """A learner, its worlds and the files that they leave."""

    def __init__(self, config: RunConfig, folder: RunFolder, metadata: RunMetadata) -> None:
        torch.set_num_threads(config.torch_threads)
        self._config = config
        self._folder = folder
        self._metadata = metadata
        scaler = RewardScaler(config.num_envs, config.ppo.gamma) if config.scale_rewards else None
        self._env = BatchVecEnv(
            config.num_envs,
            config.env.to_env_config(),
            num_threads=config.env_threads,
            scaler=scaler,
        )
        self._env.seed(config.seed)
        self._learner = make_learner(config, self._env)
        self._learner.set_logger(configure(str(folder.tensorboard), ["tensorboard"]))
        self._replays = ReplayKeeper(folder, config)
        self._ticks_total = 0
        self._phases: dict[str, float] = {}

    def run(self, interrupts: list[int]) -> str:
        """Train window after window; return the status at the end."""
        config, learner = self._config, self._learner
        _, callback = learner._setup_learn(config.total_steps, CallbackList([]))
        with ProgressDisplay(config.total_steps) as progress:
            for window in range(1, config.windows + 1):
                began = time.monotonic()
                self._phases = {}
                losses = self._train_window(callback, progress)
                row = self._close_window(window, losses)
                self._write_timing(window, time.monotonic() - began)
                self._log_to_tensorboard(row)
                progress.window_done(row)
                if interrupts and window < config.windows:
                    self._metadata.update(status="interrupted")
                    return "interrupted"
        self._metadata.update(status="completed")
        return "completed"

    def _train_window(self, callback: BaseCallback, progress: ProgressDisplay) -> dict[str, float]:
        """Collect and learn until the window's steps are done; return the mean losses."""
        config, learner = self._config, self._learner
        rollouts = config.window_steps // (config.num_envs * config.rollout_steps)
        losses: dict[str, list[float]] = {}
        for _ in range(rollouts):
            with self._timed("collect"):
                learner.collect_rollouts(
                    self._env, callback, learner.rollout_buffer, config.rollout_steps
                )
            learner._update_current_progress_remaining(learner.num_timesteps, config.total_steps)
            with self._timed("train"):
                learner.train()
                self._take_in_observations()
            for name, value in learner.logger.name_to_value.items():
                if name.startswith("train/"):
                    losses.setdefault(name.removeprefix("train/"), []).append(float(value))
            progress.rollout_done(learner.num_timesteps)
        return {name: sum(values) / len(values) for name, values in losses.items()}

    def _take_in_observations(self) -> None:
        extractor = self._learner.policy.features_extractor
        if isinstance(extractor, RunningNorm):
            extractor.take_in(self._learner.rollout_buffer.observations)

    def _close_window(self, window: int, losses: dict[str, float]) -> dict[str, Any]:
        """Write checkpoint, evaluation, replay, row and metadata, in this order."""
        config = self._config
        log = self._env.take_log()
        self._ticks_total += log.ticks
        checkpoint = self._folder.checkpoint(window)
        with self._timed("checkpoint"):
            write_checkpoint(checkpoint, self._learner, self._env, window)
        with self._timed("evaluate"):
            evaluation = self._evaluate()
        with self._timed("replay"):
            player = self._player(deterministic=config.replay.deterministic)
            steps = window * config.window_steps
            replay = self._replays.record(player, window, steps, policy_digest(checkpoint))
        row = window_row(
            config=config,
            window=window,
            log=log,
            ticks_total=self._ticks_total,
            losses=losses,
            evaluation=evaluation,
            checkpoint=checkpoint_name(window),
            replay=replay,
        )
        append_jsonl(self._folder.windows, row)
        self._metadata.update(
            window=window,
            env_steps=row["env_steps_total"],
            latest_window=window,
            latest_checkpoint=checkpoint_name(window),
            latest_replay=replay,
        )
        return row

    def _evaluate(self) -> Episodes | None:
        count = self._config.evaluation.episodes
        if count == 0:
            return None
        seeds = range(TRAIN_SEEDS_END, TRAIN_SEEDS_END + count)
        player = self._player(deterministic=self._config.evaluation.deterministic)
        return play_episodes(player, seeds, self._config.env.to_env_config(), kind="policy")

    def _player(self, *, deterministic: bool) -> PolicyPlayer:
        policy = self._learner.policy
        policy.set_training_mode(False)
        return PolicyPlayer(policy, self._config.algorithm, deterministic=deterministic)

    def _write_timing(self, window: int, wall_s: float) -> None:
        append_jsonl(
            self._folder.timing,
            {
                "schema": 1,
                "window": window,
                "wall_s": wall_s,
                "steps_per_s": self._config.window_steps / wall_s,
                "phases": self._phases,
            },
        )

    def _log_to_tensorboard(self, row: dict[str, Any]) -> None:
        logger = self._learner.logger
        for name in ("return", "net_profit", "profit_per_tick"):
            if row[name] is not None:
                logger.record(f"window/{name}", row[name]["mean"])
        if row["survival"] is not None:
            logger.record("window/survival", row["survival"])
        logger.record("window/invalid_rate", row["invalid_rate"])
        if row["evaluation"] is not None:
            logger.record("evaluation/return", row["evaluation"]["return"]["mean"])
            logger.record("evaluation/net_profit", row["evaluation"]["net_profit"]["mean"])
        logger.dump(row["env_steps_total"])

    @contextmanager
    def _timed(self, phase: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self._phases[phase] = self._phases.get(phase, 0.0) + time.monotonic() - began


@contextmanager
def _interrupts() -> Iterator[list[int]]:
    """Collect interrupts; the second one raises KeyboardInterrupt."""
    seen: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        if seen:
            raise KeyboardInterrupt
        seen.append(number)

    try:
        before = signal.signal(signal.SIGINT, note)
    except ValueError:  # not in the main thread: interrupts go where they always went
        yield seen
        return
    try:
        yield seen
    finally:
        signal.signal(signal.SIGINT, before)
