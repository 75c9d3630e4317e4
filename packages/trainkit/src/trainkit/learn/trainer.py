"""The training loop: windows of rollouts and updates, each ending in files."""

from __future__ import annotations

import sys
from contextlib import closing, nullcontext
from typing import Any

import numpy as np
import torch

from trainkit.config.processes import check_processes
from trainkit.config.schema import RunConfig
from trainkit.config.seeds import SEED_SETS
from trainkit.envs.episodes import Episodes
from trainkit.errors import ConfigError, LostRankError
from trainkit.evaluation.play import play_episodes
from trainkit.files import append_jsonl, read_jsonl
from trainkit.learn.interrupts import Interrupts, noted_interrupts
from trainkit.learn.progress import ProgressDisplay, extension_text, stage_text
from trainkit.learn.session import Session, Start, follow
from trainkit.learn.threads import threads_of
from trainkit.learn.timing import WindowTimer
from trainkit.policies.player import PolicyPlayer
from trainkit.ranks import Ranks
from trainkit.runs.checkpoint import policy_digest, write_checkpoint
from trainkit.runs.folder import RunFolder
from trainkit.runs.history import History, read_history, truncate_to
from trainkit.runs.initial import read_initial, stored_initial
from trainkit.runs.manifest import features_version
from trainkit.runs.metadata import RunMetadata
from trainkit.runs.paths import METADATA, checkpoint_name
from trainkit.runs.replays import ReplayWriter
from trainkit.runs.retention import Retention
from trainkit.runs.sinks import Sinks, check_sinks
from trainkit.runs.stage import last_stage, next_stage
from trainkit.runs.window_row import window_row
from trainkit.runs.window_value import check_metrics


def train(
    config: RunConfig, ranks: Ranks | None = None, interrupts: Interrupts | None = None
) -> str:
    """Train a run to its end, resuming one that was stopped; return its status.

    The first signal finishes the window, or stops at once when its grace period ends.

    Args:
        config: Of the run.
        ranks: The processes that train it together, of which rank 0 writes the folder; by default
            this process alone.
        interrupts: The signals that came, as noted_interrupts takes them; by default they are
            taken here.

    Raises:
        TrainkitError: The run folder cannot be used, or holds another run.
    """
    ranks = ranks or Ranks()
    if interrupts is None:
        with noted_interrupts(quiet=ranks.rank > 0) as own:
            return train(config, ranks, own)
    if config.device == "cuda" and not torch.cuda.is_available():
        raise ConfigError("device is 'cuda', expected cpu or auto: no CUDA device is available")
    check_processes(config, ranks.size)
    check_sinks(config)
    check_metrics(config)
    if ranks.rank > 0:
        return follow(config, ranks, interrupts)
    folder = RunFolder(config.run_path)
    with folder.locked():
        history, before = _open(folder, config, ranks)
        replays = ReplayWriter(folder, config, history.replays)
        retention = Retention(folder, config.checkpoints, history.rows)
        metadata = RunMetadata(folder, config, history.window, replays.tagged, retention.best)
        retention.apply(replays.tagged.values())
        if history.window == config.windows:
            ranks.broadcast(None)
            _complete(folder, config, history, metadata)
            return "completed"
        try:
            trainer = Trainer(config, ranks, folder, metadata, history)
            return trainer.run(interrupts, extended_from=before)
        except BaseException as error:
            is_other = isinstance(error, LostRankError) and interrupts  # it stopped at once, too
            if is_other or isinstance(error, KeyboardInterrupt):
                metadata.update(status="interrupted")
                raise KeyboardInterrupt from error
            metadata.update(status="failed", error=f"{type(error).__name__}: {error}")
            raise


def _open(folder: RunFolder, config: RunConfig, ranks: Ranks) -> tuple[History, int | None]:
    """Make the folder of a new run, or truncate a stopped run to its complete windows.

    Returns:
        These windows, and how many the run had before it was extended, None if it was not.
    """
    if not folder.holds_run:
        folder.create(
            config,
            torch_threads=threads_of(config, ranks),
            processes=ranks.size,
            initial=read_initial(config),
        )
    folder.check_same(config, processes=ranks.size)
    history = read_history(folder)
    before = folder.extend(config, history.window)
    for warning in history.warnings:
        print(f"trainkit: warning: {warning}", file=sys.stderr)  # noqa: T201
    truncate_to(folder, history)
    return history, before


def _complete(
    folder: RunFolder, config: RunConfig, history: History, metadata: RunMetadata
) -> None:
    """Mark a run whose windows are all there as completed; log what is missing on its curves."""
    if metadata.was_completed and config.wandb.mode == "offline":  # its files were finished
        without = config.wandb.model_copy(update={"mode": "disabled"})
        config = config.model_copy(update={"wandb": without})
    with closing(Sinks(config, folder.root)) as sinks:
        sinks.backfill(history.rows, read_jsonl(folder.timing))
        metadata.add_links(sinks.links)
        metadata.update(status="completed")
        sinks.sync([METADATA])


class Trainer:
    """Rank 0 of a run: trains as the others do and writes the files of each window.

    Args:
        config: Of the run.
        ranks: The processes that train it together.
        folder: Of the run.
        metadata: Of the run.
        history: The windows that are complete.
    """

    def __init__(
        self,
        config: RunConfig,
        ranks: Ranks,
        folder: RunFolder,
        metadata: RunMetadata,
        history: History,
    ) -> None:
        files = history.files or stored_initial(folder.initial)
        start = Start(history.window, last_stage(history.rows), files, folder.torch_threads)
        self._session = Session(config, ranks, ranks.broadcast(start))
        self._processes, self._threads = ranks.size, start.torch_threads
        self._config = config
        self._folder = folder
        self._metadata = metadata
        self._replays = ReplayWriter(folder, config, history.replays)
        self._rows = list(history.rows)
        self._retention = Retention(folder, config.checkpoints, self._rows)
        self._sinks = Sinks(config, folder.root)
        self._sinks.backfill(history.rows, read_jsonl(folder.timing))
        metadata.add_links(self._sinks.links)
        self._windows_done = history.window
        self._ticks_total = history.ticks_total
        self._timer = WindowTimer()

    def run(self, interrupts: Interrupts, *, extended_from: int | None = None) -> str:
        """Train window after window; return the status at the end.

        Args:
            interrupts: The signals that came.
            extended_from: The windows that the run had before, if it has more now.
        """
        config = self._config
        display = ProgressDisplay(config.total_steps, self._windows_done * config.window_steps)
        with (
            closing(self._session),
            closing(self._sinks),
            display as progress,
        ):
            progress.started(self._processes, self._threads)
            if extended_from is not None:
                at_stage = config.of_stage(self._session.stage)
                progress.noted(extension_text(at_stage, extended_from, self._windows_done))
            for window in range(self._windows_done + 1, config.windows + 1):
                if self._session.is_interrupted(interrupts):
                    self._metadata.update(status="interrupted")
                    return "interrupted"
                self._run_window(window, progress)
        self._metadata.update(status="completed")
        self._sinks.sync([METADATA])
        return "completed"

    def _run_window(self, window: int, progress: ProgressDisplay) -> None:
        """Train a window, then write its files and metrics."""
        self._timer = WindowTimer()
        self._begin_window(window, progress)
        losses = self._session.train_window(self._timer, progress.rollout_done)
        row = self._close_window(window, losses)
        timing = self._timer.row(window, self._config.window_steps)
        append_jsonl(self._folder.timing, timing)
        self._sinks.metrics(row, timing)
        self._sinks.sync(self._folder.of_window(window))
        progress.window_done(row)

    def _begin_window(self, window: int, progress: ProgressDisplay) -> None:
        """Enter the window's stage and say so."""
        config, session, stage = self._config, self._session, next_stage(self._config, self._rows)
        if config.stages and (window == self._windows_done + 1 or stage != session.stage):
            progress.noted(stage_text(config, stage, window))
        imitates = session.imitates(window, stage)
        with self._timer.phase("demonstrations") if imitates else nullcontext():
            for result in session.begin_window(window, stage):
                progress.round_done(session.learner.config.demonstrations.rounds, result)

    def _close_window(self, window: int, losses: dict[str, float]) -> dict[str, Any]:
        """Write checkpoint, evaluation, replay, row and metadata, in this order."""
        config = self._config
        log = self._session.take_log()
        self._ticks_total += log.ticks
        checkpoint = self._folder.checkpoint(window)
        with self._timer.phase("checkpoint"):
            files = self._session.pack_state()
            assert files is not None  # on rank 0
            write_checkpoint(checkpoint, files, window, features_version(config))
        with self._timer.phase("evaluate"):
            evaluation = self._evaluate()
        with self._timer.phase("replay"):
            digest = policy_digest(checkpoint)
            replay = self._record(window, evaluation, digest)
        row = window_row(
            config=config,
            window=window,
            stage=self._session.stage,
            log=log,
            ticks_total=self._ticks_total,
            losses=losses,
            evaluation=evaluation,
            checkpoint=checkpoint_name(window),
            replay=replay["replay_id"],
        )
        append_jsonl(self._folder.windows, row)
        self._rows.append(row)
        self._retention.window_done(row)
        self._metadata.window_done(window, self._replays.tagged, self._retention.best)
        self._retention.apply(self._replays.tagged.values())
        self._sinks.artifact("checkpoint", checkpoint, {"window": window, "digest": digest})
        self._sinks.artifact("replay", self._folder.replay(window), replay)
        return row

    def _evaluate(self) -> Episodes | None:
        """Play the first test seeds, the same after every window."""
        seeds = SEED_SETS["test"][: self._config.evaluation.episodes]
        if len(seeds) == 0:
            return None
        player = self._player(deterministic=self._config.evaluation.deterministic)
        worlds = self._config.env.to_env_config()
        return play_episodes(player, seeds, worlds, kind="policy", keep_actions=True)

    def _record(self, window: int, evaluation: Episodes | None, digest: str) -> dict[str, Any]:
        """Record the window's replay: from the evaluation, if the episode was played there."""
        config, env_steps = self._config, window * self._config.window_steps
        is_same = config.replay.deterministic == config.evaluation.deterministic
        if evaluation is not None and is_same and config.replay.seed in evaluation.seeds:
            actions = evaluation.actions[evaluation.seeds.index(config.replay.seed)]
            return self._replays.record_actions(actions.astype(np.int64), window, env_steps, digest)
        player = self._player(deterministic=config.replay.deterministic)
        return self._replays.record(player, window, env_steps, digest)

    def _player(self, *, deterministic: bool) -> PolicyPlayer:
        return PolicyPlayer(
            self._session.learner.policy,
            self._config.algorithm,
            deterministic=deterministic,
            with_features=self._config.network.engineered_features,
            frame_stack=self._config.network.frame_stack,
        )
