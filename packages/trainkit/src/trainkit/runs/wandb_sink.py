"""Weights & Biases: figures of windows, checkpoints and replays as artifacts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import wandb

from trainkit.config.schema import RunConfig


class WandbOutlet:
    """A run at Weights & Biases that goes on where the run folder's last one stopped.

    Args:
        config: Of the run.
        folder: Of the run; offline files go to its `wandb/`.
    """

    def __init__(self, config: RunConfig, folder: Path) -> None:
        section = config.wandb
        self._name = folder.name
        self._run = wandb.init(
            project=section.project,
            entity=section.entity,
            group=section.group,
            tags=section.tags,
            name=folder.name,
            id=folder.name,
            resume="allow" if section.mode == "online" else None,
            dir=str(folder),
            mode=section.mode,
            config=config.without_folder(),
            settings=wandb.Settings(silent=True, console="off", disable_git=True),
        )

    def log(self, values: dict[str, Any], env_steps: int) -> None:
        """Log a window's figures at its env step."""
        self._run.log(values, step=env_steps)

    def artifact(self, kind: str, path: Path, row: dict[str, Any]) -> None:
        """Upload a checkpoint's folder or a replay's file, with what is known of it."""
        plain = {key: value for key, value in row.items() if isinstance(value, str | int | float)}
        artifact = wandb.Artifact(f"{self._name}-{kind}", type=kind, metadata=plain)
        if path.is_dir():
            artifact.add_dir(str(path))
        else:
            artifact.add_file(str(path))
        self._run.log_artifact(artifact, aliases=["latest", *map(_alias, row.get("tags", []))])

    def close(self) -> None:
        """Finish: what waits is sent."""
        self._run.finish()


def _alias(tag: str) -> str:
    return tag.replace(":", "-")
