"""A run so small that it ends in a second, and what the tests ask of run folders."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from trainkit.cli.main import main
from trainkit.config.schema import RunConfig
from trainkit.learn.trainer import train

Command = Callable[..., tuple[int, str, str]]


class TinyRuns:
    """Makes configurations of tiny runs and reads what they left.

    Attributes:
        values: The configuration, without the folder.
        finished: Folder of a run that was never interrupted; it must not be changed.
    """

    values: ClassVar[dict[str, Any]] = {
        "seed": 3,
        "windows": 4,
        "window_steps": 512,
        "num_envs": 8,
        "rollout_steps": 32,
        "torch_threads": 1,
        "env": {"time_max": 60},
        "ppo": {"batch_size": 64, "n_epochs": 2},
        "network": {"hidden": [16]},
        "evaluation": {"episodes": 4},
    }

    def __init__(self, folder: Path) -> None:
        self.finished = folder / "tiny"
        assert train(self.config(self.finished)) == "completed"

    def config(self, run_dir: Path, **changes: Any) -> RunConfig:
        """Return the configuration for a folder, with some keys changed."""
        return RunConfig.model_validate(self.values | {"run_dir": str(run_dir)} | changes)

    def rows(self, path: Path) -> list[dict[str, Any]]:
        """Return the rows of a file of JSON lines."""
        return [json.loads(line) for line in path.read_text().splitlines()]

    def lasting_bytes(self, run: Path) -> dict[str, bytes]:
        """Return all files of a run that depend on neither the clock nor the folder.

        Without the files by which an evaluation pins a checkpoint: training writes none.
        """
        paths = [run / "metrics" / "windows.jsonl", *run.glob("replays/*.abr")]
        paths += [path for path in run.glob("checkpoints/*/*") if path.is_file()]
        paths = [path for path in paths if path.name != "keep"]
        return {str(path.relative_to(run)): path.read_bytes() for path in sorted(paths)}


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> TinyRuns:
    return TinyRuns(tmp_path_factory.mktemp("runs"))


@pytest.fixture
def tiny_run(runs: TinyRuns) -> Path:
    """Return the folder of a finished run; it must not be changed."""
    return runs.finished


@pytest.fixture
def trainkit(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return what runs the command and gives its exit code, output and errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["trainkit", *arguments])
        with pytest.raises(SystemExit) as exit_:
            main()
        captured = capsys.readouterr()
        assert isinstance(exit_.value.code, int)
        return exit_.value.code, captured.out, captured.err

    return run


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ray on this machine, with two workers that find this file's functions."""
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    monkeypatch.setenv("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    import ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield
    ray.shutdown()
