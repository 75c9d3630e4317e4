"""Weights & Biases: metrics of windows, checkpoints and replays as artifacts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import wandb

from trainkit.config.schema import RunConfig
from trainkit.runs.wandb_file import logged_steps


class WandbSink:
    """A run at Weights & Biases, named after the run folder; resumes where it stopped.

    Args:
        config: Of the run.
        folder: Of the run; offline files go to its `wandb/`.
    """

    def __init__(self, config: RunConfig, folder: Path) -> None:
        section = config.wandb
        self._name = folder.name
        is_online = section.mode == "online"
        self._steps = set() if is_online else logged_steps(folder, folder.name)
        self._run = wandb.init(
            project=section.project,
            entity=section.entity,
            group=section.group,
            tags=section.tags,
            name=folder.name,
            id=folder.name,
            resume="allow" if is_online else None,
            dir=str(folder),
            mode=section.mode,
            config=config.without_plumbing(),
            settings=wandb.Settings(silent=True, console="off", disable_git=True),
        )
        self._first_step = self._run.starting_step if is_online else 0
        self.url = self._run.url if is_online else None

    def prepare(self, env_steps: list[int]) -> None:
        """Do nothing: what an earlier session logged cannot be taken back."""

    def has(self, env_steps: int) -> bool:
        """Return whether the window that ends at this env step was logged.

        Online the server knows the last step; offline the local files are read.
        """
        return env_steps < self._first_step or env_steps in self._steps

    def log(self, scalars: dict[str, Any], env_steps: int) -> None:
        """Log the metrics of a window at its env step; `scalars_of` makes them."""
        self._run.log(scalars, step=env_steps)
        self._steps.add(env_steps)

    def artifact(self, kind: str, path: Path, row: dict[str, Any]) -> None:
        """Upload the folder of a checkpoint or the file of a replay, with its plain values."""
        plain = {key: value for key, value in row.items() if isinstance(value, str | int | float)}
        artifact = wandb.Artifact(f"{self._name}-{kind}", type=kind, metadata=plain)
        if path.is_dir():
            artifact.add_dir(str(path))
        else:
            artifact.add_file(str(path))
        self._run.log_artifact(artifact, aliases=["latest", *map(_alias, row.get("tags", []))])

    def close(self) -> None:
        """Upload what is pending and finish the run."""
        self._run.finish()


def _alias(tag: str) -> str:
    return tag.replace(":", "-")
