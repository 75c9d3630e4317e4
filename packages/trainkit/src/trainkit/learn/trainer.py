"""The training loop: windows of rollouts and updates, each ending in files."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import Any

import torch
from stable_baselines3.common.logger import configure

from trainkit.config.schema import RunConfig
from trainkit.config.seeds import SEED_SETS
from trainkit.envs.episodes import Episodes
from trainkit.envs.scaling import RewardScaler
from trainkit.envs.vec_env import BatchVecEnv
from trainkit.errors import ConfigError
from trainkit.evaluation.play import play_episodes
from trainkit.files import append_jsonl
from trainkit.learn import sb3_adapter
from trainkit.learn.demonstrations import imitate_bot
from trainkit.learn.interrupts import counted_interrupts
from trainkit.learn.learner import make_learner
from trainkit.learn.progress import ProgressDisplay
from trainkit.learn.timing import WindowTimer
from trainkit.learn.training_state import pack_state, restore_state
from trainkit.policies.networks import is_recurrent, running_norm
from trainkit.policies.player import PolicyPlayer
from trainkit.runs.checkpoint import policy_digest, write_checkpoint
from trainkit.runs.folder import RunFolder
from trainkit.runs.history import History, read_history, truncate_to
from trainkit.runs.manifest import features_version
from trainkit.runs.metadata import RunMetadata
from trainkit.runs.paths import METADATA, checkpoint_name
from trainkit.runs.replays import ReplayWriter
from trainkit.runs.sinks import Sinks, check_sinks
from trainkit.runs.window_row import scalars_of, window_row


def train(config: RunConfig) -> str:
    """Train a run to its end, resuming one that was stopped; return its status.

    The first interrupt finishes the window, a second one stops at once.

    Raises:
        TrainkitError: The run folder cannot be used, or holds another run.
    """
    if config.device == "cuda" and not torch.cuda.is_available():
        raise ConfigError("device is 'cuda', expected cpu or auto: no CUDA device is available")
    check_sinks(config)
    folder = RunFolder(config.run_path)
    with folder.locked():
        history = _open(folder, config)
        replays = ReplayWriter(folder, config, history.replays)
        metadata = RunMetadata(folder, config, history.window, replays.tagged)
        if history.window == config.windows:
            metadata.update(status="completed")
            return "completed"
        try:
            with counted_interrupts() as interrupts:
                return Trainer(config, folder, metadata, history).run(interrupts)
        except KeyboardInterrupt:
            metadata.update(status="interrupted")
            raise
        except BaseException as error:
            metadata.update(status="failed", error=f"{type(error).__name__}: {error}")
            raise


def _open(folder: RunFolder, config: RunConfig) -> History:
    """Make the folder of a new run, or truncate a stopped run to its complete windows."""
    if not folder.holds_run:
        folder.create(config)
    folder.check_same(config)
    history = read_history(folder)
    for warning in history.warnings:
        print(f"trainkit: warning: {warning}", file=sys.stderr)  # noqa: T201
    truncate_to(folder, history)
    return history


class Trainer:
    """A learner, its worlds and the files that they write.

    Args:
        config: Of the run.
        folder: Of the run.
        metadata: Of the run.
        history: The windows that are complete.
    """

    def __init__(
        self, config: RunConfig, folder: RunFolder, metadata: RunMetadata, history: History
    ) -> None:
        torch.set_num_threads(config.torch_threads)
        torch.set_float32_matmul_precision(config.matmul_precision)
        self._config = config
        self._folder = folder
        self._metadata = metadata
        self._env = _make_worlds(config)
        self._learner = make_learner(config, self._env)
        self._learner.set_logger(configure(str(folder.tensorboard), ["tensorboard"]))
        self._callback = sb3_adapter.start(self._learner, config.total_steps)
        if history.window:
            restore_state(history.files, self._learner, self._env)
        self._replays = ReplayWriter(folder, config, history.replays)
        self._sinks = Sinks(config, folder.root)
        self._windows_done = history.window
        self._ticks_total = history.ticks_total
        self._timer = WindowTimer()

    def run(self, interrupts: list[int]) -> str:
        """Train window after window; return the status at the end."""
        config = self._config
        display = ProgressDisplay(config.total_steps, self._windows_done * config.window_steps)
        with (
            closing(self._env),
            closing(self._learner.logger),
            closing(self._sinks),
            display as progress,
        ):
            for window in range(self._windows_done + 1, config.windows + 1):
                self._run_window(window, progress)
                if interrupts and window < config.windows:
                    self._metadata.update(status="interrupted")
                    return "interrupted"
        self._metadata.update(status="completed")
        self._sinks.sync([METADATA])
        return "completed"

    def _run_window(self, window: int, progress: ProgressDisplay) -> None:
        """Train a window, then write its files and metrics."""
        self._timer = WindowTimer()
        if window == 1 and self._config.demonstrations.bot is not None:
            self._imitate_bot(progress)
        losses = self._train_window(progress)
        row = self._close_window(window, losses)
        append_jsonl(self._folder.timing, self._timer.row(window, self._config.window_steps))
        self._log_metrics(row)
        self._sinks.sync(self._folder.of_window(window))
        progress.window_done(row)

    def _imitate_bot(self, progress: ProgressDisplay) -> None:
        with self._timer.phase("demonstrations"):
            for result in imitate_bot(self._learner, self._env, self._config):
                progress.round_done(self._config.demonstrations.rounds, result)

    def _train_window(self, progress: ProgressDisplay) -> dict[str, float]:
        """Collect and learn until the window's steps are done; return the mean losses."""
        config, learner = self._config, self._learner
        rollouts = config.window_steps // (config.num_envs * config.rollout_steps)
        losses: dict[str, list[float]] = {}
        for _ in range(rollouts):
            with self._timer.phase("collect"):
                sb3_adapter.collect(learner, self._env, self._callback, config.rollout_steps)
            with self._timer.phase("train"):
                latest = sb3_adapter.update(learner, config.total_steps)
                self._update_norm()
            for name, value in latest.items():
                losses.setdefault(name, []).append(value)
            progress.rollout_done(learner.num_timesteps)
        return {name: sum(values) / len(values) for name, values in losses.items()}

    def _update_norm(self) -> None:
        """Add the observations of the rollout to the policy's running statistics."""
        norm = running_norm(self._learner.policy)
        if norm is not None:
            observations = sb3_adapter.rollout_observations(self._learner)
            norm.update(observations[..., : norm.features_dim])

    def _close_window(self, window: int, losses: dict[str, float]) -> dict[str, Any]:
        """Write checkpoint, evaluation, replay, row and metadata, in this order."""
        config = self._config
        log = self._env.take_log()
        self._ticks_total += log.ticks
        checkpoint = self._folder.checkpoint(window)
        with self._timer.phase("checkpoint"):
            files = pack_state(self._learner, self._env, config)
            write_checkpoint(checkpoint, files, window, features_version(config))
        with self._timer.phase("evaluate"):
            evaluation = self._evaluate()
        with self._timer.phase("replay"):
            player = self._player(deterministic=config.replay.deterministic)
            digest = policy_digest(checkpoint)
            replay = self._replays.record(player, window, window * config.window_steps, digest)
        row = window_row(
            config=config,
            window=window,
            log=log,
            ticks_total=self._ticks_total,
            losses=losses,
            evaluation=evaluation,
            checkpoint=checkpoint_name(window),
            replay=replay["replay_id"],
        )
        append_jsonl(self._folder.windows, row)
        self._metadata.window_done(window, self._replays.tagged)
        self._sinks.artifact("checkpoint", checkpoint, {"window": window, "digest": digest})
        self._sinks.artifact("replay", self._folder.replay(window), replay)
        return row

    def _evaluate(self) -> Episodes | None:
        """Play the first test seeds, the same after every window."""
        seeds = SEED_SETS["test"][: self._config.evaluation.episodes]
        if len(seeds) == 0:
            return None
        player = self._player(deterministic=self._config.evaluation.deterministic)
        return play_episodes(player, seeds, self._config.env.to_env_config(), kind="policy")

    def _player(self, *, deterministic: bool) -> PolicyPlayer:
        policy = self._learner.policy
        policy.set_training_mode(False)
        return PolicyPlayer(
            policy,
            self._config.algorithm,
            deterministic=deterministic,
            with_features=self._config.network.engineered_features,
        )

    def _log_metrics(self, row: dict[str, Any]) -> None:
        """Write the metrics of a window to TensorBoard and the sinks."""
        scalars = scalars_of(row)
        for name, value in scalars.items():
            self._learner.logger.record(name, value)
        self._learner.logger.dump(row["env_steps_total"])
        self._sinks.metrics(scalars, row["env_steps_total"])


def _make_worlds(config: RunConfig) -> BatchVecEnv:
    scaler = RewardScaler(config.num_envs, config.ppo.gamma) if config.scale_rewards else None
    worlds = BatchVecEnv(
        config.num_envs,
        config.env.to_env_config(),
        num_threads=config.env_threads,
        scaler=scaler,
        with_masks=is_recurrent(config),
        with_features=config.network.engineered_features,
        bootstraps_time_limit=config.ppo.bootstrap_time_limit,
    )
    worlds.seed(config.seed)
    return worlds
