"""The training loop: windows of rollouts and updates, each ending in files."""

from __future__ import annotations

import math
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from types import FrameType
from typing import Any

import torch
from stable_baselines3.common.callbacks import CallbackList
from stable_baselines3.common.logger import configure

from trainkit.config.schema import TRAIN_SEEDS_END, RunConfig
from trainkit.envs.episodes import Episodes
from trainkit.envs.scaling import RewardScaler
from trainkit.envs.vec_env import BatchVecEnv
from trainkit.errors import ConfigError
from trainkit.evaluation.play import play_episodes
from trainkit.files import append_jsonl
from trainkit.learn.demonstrations import learn_from_bot
from trainkit.learn.learner import make_learner
from trainkit.learn.progress import ProgressDisplay
from trainkit.learn.training_state import pack_state, restore_state
from trainkit.policies.networks import is_recurrent, running_norm
from trainkit.policies.player import PolicyPlayer
from trainkit.runs.checkpoint import policy_digest, write_checkpoint
from trainkit.runs.folder import RunFolder, checkpoint_name
from trainkit.runs.history import History, drop_rest, read_history
from trainkit.runs.metadata import RunMetadata
from trainkit.runs.replays import ReplayKeeper
from trainkit.runs.sinks import Outlets, check_outlets
from trainkit.runs.window_row import figures_of, window_row


def train(config: RunConfig) -> str:
    """Train a run to its end, or go on with one that was stopped; return its status.

    The first interrupt finishes the window, a second one stops at once.

    Raises:
        TrainkitError: The run folder can not be used, or holds another run.
    """
    if config.device == "cuda" and not torch.cuda.is_available():
        raise ConfigError("device is 'cuda', expected cpu or auto: no CUDA device is here")
    check_outlets(config)
    folder = RunFolder(config.run_path)
    with folder.locked():
        history = _open(folder, config)
        tagged = ReplayKeeper(folder, config, history.replays).tagged
        metadata = RunMetadata(folder, config, history.window, tagged)
        if history.window == config.windows:
            metadata.update(status="completed")
            return "completed"
        try:
            with _interrupts() as interrupts:
                return Trainer(config, folder, metadata, history).run(interrupts)
        except KeyboardInterrupt:
            metadata.update(status="interrupted")
            raise
        except BaseException as error:
            metadata.update(status="failed", error=f"{type(error).__name__}: {error}")
            raise


def _open(folder: RunFolder, config: RunConfig) -> History:
    """Make the folder of a new run, or clear one that was stopped of what is not whole."""
    if not folder.holds_run:
        folder.create(config)
    folder.check_same(config)
    history = read_history(folder)
    for warning in history.warnings:
        print(f"trainkit: {warning}", file=sys.stderr)  # noqa: T201  # the user should know
    drop_rest(folder, history)
    return history


class Trainer:
    """A learner, its worlds and the files that they leave.

    Args:
        config: Of the run.
        folder: Where the files go.
        metadata: Says how the run stands.
        history: The windows that are done.
    """

    def __init__(
        self, config: RunConfig, folder: RunFolder, metadata: RunMetadata, history: History
    ) -> None:
        torch.set_num_threads(config.torch_threads)
        torch.set_float32_matmul_precision(config.matmul_precision)
        self._config = config
        self._folder = folder
        self._metadata = metadata
        scaler = RewardScaler(config.num_envs, config.ppo.gamma) if config.scale_rewards else None
        self._env = BatchVecEnv(
            config.num_envs,
            config.env.to_env_config(),
            num_threads=config.env_threads,
            scaler=scaler,
            shows_masks=is_recurrent(config),
            shows_features=config.network.engineered_features,
            bootstraps_time_limit=config.ppo.bootstrap_time_limit,
        )
        self._env.seed(config.seed)
        self._learner = make_learner(config, self._env)
        self._learner.set_logger(configure(str(folder.tensorboard), ["tensorboard"]))
        _, self._callback = self._learner._setup_learn(config.total_steps, CallbackList([]))
        if history.window:
            restore_state(history.files, self._learner, self._env)
        self._replays = ReplayKeeper(folder, config, history.replays)
        self._outlets = Outlets(config, folder.path)
        self._windows_done = history.window
        self._ticks_total = history.ticks_total
        self._phases: dict[str, float] = {}
        self._cpu_phases: dict[str, float] = {}

    def run(self, interrupts: list[int]) -> str:
        """Train window after window; return the status at the end."""
        config = self._config
        steps_done = self._windows_done * config.window_steps
        display = ProgressDisplay(config.total_steps, steps_done)
        with (
            closing(self._env),
            closing(self._learner.logger),
            closing(self._outlets),
            display as progress,
        ):
            for window in range(self._windows_done + 1, config.windows + 1):
                began, cpu_began = time.monotonic(), time.process_time()
                self._phases, self._cpu_phases = {}, {}
                if window == 1 and config.demonstrations.bot is not None:
                    self._learn_from_bot(progress)
                losses = self._train_window(progress)
                row = self._close_window(window, losses)
                self._write_timing(
                    window, time.monotonic() - began, time.process_time() - cpu_began
                )
                self._show(row)
                self._outlets.sync(self._folder.files_of(window))
                progress.window_done(row)
                if interrupts and window < config.windows:
                    self._metadata.update(status="interrupted")
                    return "interrupted"
        self._metadata.update(status="completed")
        self._outlets.sync(["run_metadata.json"])
        return "completed"

    def _learn_from_bot(self, progress: ProgressDisplay) -> None:
        with self._timed("demonstrations"):
            for seen in learn_from_bot(self._learner, self._env, self._config):
                progress.round_done(self._config.demonstrations.rounds, seen)

    def _train_window(self, progress: ProgressDisplay) -> dict[str, float]:
        """Collect and learn until the window's steps are done; return the mean losses."""
        config, learner = self._config, self._learner
        rollouts = config.window_steps // (config.num_envs * config.rollout_steps)
        losses: dict[str, list[float]] = {}
        for _ in range(rollouts):
            with self._timed("collect"):
                learner.collect_rollouts(
                    self._env, self._callback, learner.rollout_buffer, config.rollout_steps
                )
            learner._update_current_progress_remaining(learner.num_timesteps, config.total_steps)
            with self._timed("train"):
                learner.train()
                self._take_in_observations()
            for name, value in learner.logger.name_to_value.items():
                if name.startswith("train/") and math.isfinite(value):  # no NaN in JSON
                    losses.setdefault(name.removeprefix("train/"), []).append(float(value))
            progress.rollout_done(learner.num_timesteps)
        return {name: sum(values) / len(values) for name, values in losses.items()}

    def _take_in_observations(self) -> None:
        norm = running_norm(self._learner.policy)
        if norm is not None:
            norm.take_in(self._learner.rollout_buffer.observations[..., : norm.features_dim])

    def _close_window(self, window: int, losses: dict[str, float]) -> dict[str, Any]:
        """Write checkpoint, evaluation, replay, row and metadata, in this order."""
        config = self._config
        log = self._env.take_log()
        self._ticks_total += log.ticks
        checkpoint = self._folder.checkpoint(window)
        with self._timed("checkpoint"):
            write_checkpoint(checkpoint, pack_state(self._learner, self._env, config), window)
        with self._timed("evaluate"):
            evaluation = self._evaluate()
        with self._timed("replay"):
            player = self._player(deterministic=config.replay.deterministic)
            steps = window * config.window_steps
            digest = policy_digest(checkpoint)
            replay_row = self._replays.record(player, window, steps, digest)
        row = window_row(
            config=config,
            window=window,
            log=log,
            ticks_total=self._ticks_total,
            losses=losses,
            evaluation=evaluation,
            checkpoint=checkpoint_name(window),
            replay=replay_row["replay_id"],
        )
        append_jsonl(self._folder.windows, row)
        self._metadata.window_done(window, self._replays.tagged)
        self._outlets.artifact("checkpoint", checkpoint, {"window": window, "digest": digest})
        self._outlets.artifact("replay", self._folder.replays / replay_row["file"], replay_row)
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
        return PolicyPlayer(
            policy,
            self._config.algorithm,
            deterministic=deterministic,
            remembers=self._config.network.engineered_features,
        )

    def _write_timing(self, window: int, wall_s: float, cpu_s: float) -> None:
        append_jsonl(
            self._folder.timing,
            {
                "schema": 1,
                "window": window,
                "wall_s": wall_s,
                "cpu_s": cpu_s,
                "steps_per_s": self._config.window_steps / wall_s,
                "phases": self._phases,
                "cpu_phases": self._cpu_phases,
            },
        )

    def _show(self, row: dict[str, Any]) -> None:
        """Write the window's figures to TensorBoard and to whom else it may concern."""
        figures = figures_of(row)
        for name, value in figures.items():
            self._learner.logger.record(name, value)
        self._learner.logger.dump(row["env_steps_total"])
        self._outlets.figures(figures, row["env_steps_total"])

    @contextmanager
    def _timed(self, phase: str) -> Iterator[None]:
        began, cpu_began = time.monotonic(), time.process_time()
        yield
        self._phases[phase] = self._phases.get(phase, 0.0) + time.monotonic() - began
        cpu_s = time.process_time() - cpu_began
        self._cpu_phases[phase] = self._cpu_phases.get(phase, 0.0) + cpu_s


@contextmanager
def _interrupts() -> Iterator[list[int]]:
    """Collect interrupts; the second one raises KeyboardInterrupt."""
    seen: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        if seen:
            raise KeyboardInterrupt
        seen.append(number)
        print(  # noqa: T201  # the user should know
            "\ntrainkit: finishing the window; interrupt again to stop at once", file=sys.stderr
        )

    try:
        before = signal.signal(signal.SIGINT, note)
    except ValueError:  # not in the main thread: interrupts go where they always went
        yield seen
        return
    try:
        yield seen
    finally:
        signal.signal(signal.SIGINT, before)
