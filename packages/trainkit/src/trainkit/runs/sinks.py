"""Where a run's files and metrics go besides its rows; a failing sink never stops training."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal, Protocol

from trainkit.config.schema import RunConfig
from trainkit.errors import ConfigError
from trainkit.runs.paths import TENSORBOARD
from trainkit.runs.scalars import scalars_of
from trainkit.runs.storage import copy_files, is_url

Kind = Literal["checkpoint", "replay"]
Hook = Callable[[Kind, Path, dict[str, Any]], None]
"""Called with the kind, the file or folder, and its row or manifest as plain values."""


class CurveLog(Protocol):
    """Draws the numbers of windows: TensorBoard or Weights & Biases."""

    def prepare(self, env_steps: list[int]) -> None:
        """Prepare to log those of these windows that are missing."""

    def has(self, env_steps: int) -> bool:
        """Whether the window that ends at this env step was logged."""

    def log(self, scalars: dict[str, float], env_steps: int) -> None:
        """Log a window."""

    def close(self) -> None:
        """Finish what is pending."""


class Sinks:
    """TensorBoard, and the hook, the URL and the Weights & Biases run of a configuration.

    Attributes:
        links: Web addresses where the run is shown, by name.

    Args:
        config: Of the run.
        folder: Of the run.

    Raises:
        ConfigError: The hook does not exist.
    """

    def __init__(self, config: RunConfig, folder: Path) -> None:
        self._folder = folder
        self._sync_to = config.sync_to
        self._hooks: list[Hook] = []
        self._logs: dict[str, CurveLog] = {}
        self.links: dict[str, str] = {}
        _attempt("tensorboard", lambda: self._start_tensorboard(config))
        if config.artifact_hook is not None:
            self._hooks.append(load_hook(config.artifact_hook))
        if config.wandb.mode != "disabled":
            _attempt("wandb", lambda: self._start_wandb(config))

    def artifact(self, kind: Kind, path: Path, row: dict[str, Any]) -> None:
        """Pass on a complete checkpoint or replay."""
        for hook in self._hooks:
            _attempt(f"{kind} {path.name}", partial(hook, kind, path, row))

    def metrics(self, row: dict[str, Any], timing: dict[str, Any] | None) -> None:
        """Log the numbers of a window, where they are not logged yet.

        Args:
            row: Of windows.jsonl.
            timing: Of timing.jsonl, None if a kill has lost it.
        """
        env_steps = int(row["env_steps_total"])
        for name, log in self._logs.items():
            if not log.has(env_steps):
                _attempt(name, partial(log.log, scalars_of(row, timing), env_steps))

    def backfill(self, rows: list[dict[str, Any]], timing: list[dict[str, Any]]) -> None:
        """Log the windows of a run that resumes, where a kill has lost them."""
        steps = [int(row["env_steps_total"]) for row in rows]
        for name, log in self._logs.items():
            _attempt(name, partial(log.prepare, steps))
        by_window = {row["window"]: row for row in timing}
        for row in rows:
            self.metrics(row, by_window.get(row["window"]))

    def sync(self, names: list[str]) -> None:
        """Copy files of the run, named relative to its folder, to the URL, if there is one."""
        url = self._sync_to
        if url is not None:
            present = [name for name in names if (self._folder / name).is_file()]
            _attempt("sync_to", lambda: copy_files(self._folder, present, url))

    def close(self) -> None:
        """Finish all sinks."""
        for name, log in self._logs.items():
            _attempt(name, log.close)

    def _start_tensorboard(self, config: RunConfig) -> None:
        from trainkit.runs.tensorboard_log import TensorBoardLog  # noqa: PLC0415  # slow to import

        self._logs["tensorboard"] = TensorBoardLog(self._folder / TENSORBOARD, config)

    def _start_wandb(self, config: RunConfig) -> None:
        from trainkit.runs.wandb_sink import WandbSink  # noqa: PLC0415  # an extra, slow to import

        sink = WandbSink(config, self._folder)
        self._hooks.append(sink.artifact)
        self._logs["wandb"] = sink
        if sink.url is not None:
            self.links["wandb"] = sink.url


def load_hook(text: str) -> Hook:
    """Return the function that `package.module:function` names.

    Raises:
        ConfigError: It does not exist.
    """
    expected = f"artifact_hook is {text!r}, expected package.module:function"
    module_name, colon, name = text.partition(":")
    try:
        hook: Hook = getattr(importlib.import_module(module_name), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigError(f"{expected} ({error})") from None
    if not colon or not callable(hook):
        raise ConfigError(expected)
    return hook


def check_sinks(config: RunConfig) -> None:
    """Refuse a hook that does not exist and a URL that is none, before anything is written.

    Raises:
        ConfigError: One of them is wrong.
    """
    if config.artifact_hook is not None:
        load_hook(config.artifact_hook)
    if config.sync_to is not None and not is_url(config.sync_to):
        raise ConfigError(f"sync_to is {config.sync_to!r}, expected a URL, as in s3://bucket/runs")


def _attempt(what: str, action: Callable[[], object]) -> None:
    """Run an action that training does not depend on; warn when it fails."""
    try:
        action()
    except (Exception, SystemExit) as error:  # backends and hooks raise anything
        reason = " ".join(str(error).split()) or type(error).__name__
        print(f"trainkit: warning: {what}: {reason}", file=sys.stderr)  # noqa: T201
