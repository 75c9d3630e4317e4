"""A run with checkpoints, which trainkit trains in a second."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from replaykit.record.policies import can_read_checkpoints

WINDOWS: Final = 3
CONFIG: Final[dict[str, Any]] = {
    "seed": 3,
    "windows": WINDOWS,
    "window_steps": 256,
    "num_envs": 8,
    "rollout_steps": 32,
    "torch_threads": 1,
    "env": {"time_max": 300},
    "ppo": {"batch_size": 64, "n_epochs": 1},
    "network": {"hidden": [16], "frame_stack": 2},
    "evaluation": {"episodes": 2},
}
_CODE: Final = "import sys; from trainkit.cli.main import main; sys.exit(main())"

needs_trainkit = pytest.mark.skipif(not can_read_checkpoints(), reason="trainkit reads checkpoints")


def train(folder: Path) -> Path:
    """Train a run into a new folder and return it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    config = folder.parent / f"{folder.name}.yaml"
    config.write_text(json.dumps(CONFIG | {"run_dir": str(folder)}), encoding="utf-8")
    _trainkit("run", str(config))
    return folder


def evaluate(folder: Path, *players: str) -> Path:
    """Play one seed with every player, save it into a new folder and return that."""
    options = ("--seeds", "7", "--episodes", "1", "--time-max", "300")
    _trainkit("evaluate", *players, *options, "--save", str(folder))
    return folder


def _trainkit(*arguments: str) -> None:
    command = [sys.executable, "-c", _CODE, *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
