"""Telling others of checkpoints and replays as they come; what fails there never stops training."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal

from trainkit.config.schema import RunConfig
from trainkit.errors import ConfigError, TrainkitError
from trainkit.runs.storage import copy_files

Kind = Literal["checkpoint", "replay"]
Hook = Callable[[Kind, Path, dict[str, Any]], None]
"""Called with the kind, the file or folder, and its row or manifest as plain values."""


class Outlets:
    """Where a run's files and figures go beside its folder: a hook, a URL, Weights & Biases.

    Args:
        config: Of the run.
        folder: Of the run.

    Raises:
        ConfigError: The hook can not be found.
    """

    def __init__(self, config: RunConfig, folder: Path) -> None:
        self._folder = folder
        self._sync_to = config.sync_to
        self._hooks: list[Hook] = []
        self._loggers: list[Callable[[dict[str, Any], int], None]] = []
        self._closers: list[Callable[[], None]] = []
        if config.artifact_hook is not None:
            self._hooks.append(load_hook(config.artifact_hook))
        if config.wandb.mode != "disabled":
            self._attempt("wandb", lambda: self._start_wandb(config))

    def artifact(self, kind: Kind, path: Path, row: dict[str, Any]) -> None:
        """Hand out a checkpoint or a replay that is whole."""
        for hook in self._hooks:
            self._attempt(f"{kind} {path.name}", partial(hook, kind, path, row))

    def figures(self, values: dict[str, Any], env_steps: int) -> None:
        """Hand out a window's figures."""
        for log in self._loggers:
            self._attempt("wandb", partial(log, values, env_steps))

    def sync(self, names: list[str]) -> None:
        """Copy files of the run folder, named relative to it, to the URL, if there is one."""
        url = self._sync_to
        if url is not None:
            there = [name for name in names if (self._folder / name).is_file()]
            self._attempt("sync_to", lambda: copy_files(self._folder, there, url))

    def close(self) -> None:
        """Let go of what is open."""
        for close in self._closers:
            self._attempt("wandb", close)

    def _start_wandb(self, config: RunConfig) -> None:
        from trainkit.runs.wandb_sink import WandbOutlet  # noqa: PLC0415  # an extra, slow to import

        outlet = WandbOutlet(config, self._folder)
        self._hooks.append(outlet.artifact)
        self._loggers.append(outlet.log)
        self._closers.append(outlet.close)

    def _attempt(self, what: str, action: Callable[[], object]) -> None:
        """Do something that training does not depend on; say so when it fails."""
        try:
            action()
        except (Exception, SystemExit) as error:  # whatever it is
            reason = " ".join(str(error).split()) or type(error).__name__
            print(f"trainkit: warning: {what}: {reason}", file=sys.stderr)  # noqa: T201


def load_hook(text: str) -> Hook:
    """Return the function that `package.module:function` names.

    Raises:
        ConfigError: There is none.
    """
    module_name, colon, name = text.partition(":")
    try:
        hook: Hook = getattr(importlib.import_module(module_name), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigError(
            f"artifact_hook is {text!r}, expected package.module:function ({error})"
        ) from None
    if not colon or not callable(hook):
        raise ConfigError(f"artifact_hook is {text!r}, expected package.module:function")
    return hook


def check_outlets(config: RunConfig) -> None:
    """Refuse a hook that is not there before anything is written.

    Raises:
        TrainkitError: It is not.
    """
    if config.artifact_hook is not None:
        load_hook(config.artifact_hook)
    if config.sync_to is not None and "://" not in config.sync_to:
        raise TrainkitError(
            f"sync_to is {config.sync_to!r}, expected a URL, as in s3://bucket/runs"
        )
