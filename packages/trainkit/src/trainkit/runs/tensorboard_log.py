"""The event files of a run for TensorBoard: its configuration, and one event per window.

Each is written once.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Final

from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from torch.utils.tensorboard.summary import hparams, text

from replaykit.files import open_regular
from trainkit.config.schema import RunConfig
from trainkit.runs.window_metrics import EVALUATED, METRICS

_HPARAM_METRICS: Final = (
    *[f"window/{metric.name}" for metric in METRICS],
    *[f"evaluation/{metric.name}" for metric in EVALUATED],
)

_OWN_TAGS: Final = ({"window/window"}, {"_hparams_/experiment", "config/text_summary"})
"""Each event has all tags of one of these sets."""


class TensorBoardLog:
    """Writes the scalars of windows, and knows which windows are there already.

    Args:
        folder: Of the event files.
        config: Of the run: the page HPARAMS shows its keys, the page TEXT its file.
    """

    def __init__(self, folder: Path, config: RunConfig) -> None:
        self._folder = folder
        self._config = config
        self._files = _files_in(folder)
        self._steps = {step for steps in self._files.values() for step in steps}
        self._writer: EventFileWriter | None = None
        self._log_config()

    def prepare(self, env_steps: list[int]) -> None:
        """Delete the run's event files if a window is missing before another, to keep the order."""
        found = [self.has(step) for step in env_steps]
        if found != sorted(found, reverse=True):
            for path in self._files:
                path.unlink()
            self._steps = set() if self._writer is None else {0}
            self._log_config()

    def has(self, env_steps: int) -> bool:
        """Return whether the window that ends at this env step was written."""
        return env_steps in self._steps

    def log(self, scalars: dict[str, float], env_steps: int) -> None:
        """Write the scalars of a window; they are on disk when this returns."""
        values = [Summary.Value(tag=name, simple_value=value) for name, value in scalars.items()]
        self._write(values, env_steps)

    def _log_config(self) -> None:
        if not self.has(0):
            config = text("config", f"```yaml\n{self._config.to_yaml()}```")
            summaries = [*_hparams_of(self._config), config]
            self._write([value for summary in summaries for value in summary.value], 0)

    def _write(self, values: list[Any], env_steps: int) -> None:
        event = Event(wall_time=time.time(), step=env_steps, summary=Summary(value=values))
        if self._writer is None:  # a finished run gets no empty file
            self._writer = EventFileWriter(str(self._folder))
        self._writer.add_event(event)
        self._writer.flush()
        self._steps.add(env_steps)

    def close(self) -> None:
        """Close the file."""
        if self._writer is not None:
            self._writer.close()


def _hparams_of(config: RunConfig) -> tuple[Any, ...]:
    """Return the summaries of the keys that results depend on, by their dotted names."""
    values: dict[str, bool | float | str] = {}
    pending: list[tuple[str, Any]] = list(config.without_plumbing().items())
    while pending:
        name, value = pending.pop(0)
        if isinstance(value, dict):
            pending = [(f"{name}.{key}", part) for key, part in value.items()] + pending
        elif value is not None:
            values[name] = value if isinstance(value, bool | int | float | str) else str(value)
    experiment, start, _ = hparams(values, dict.fromkeys(_HPARAM_METRICS, 0.0))
    return experiment, start


def _files_in(folder: Path) -> dict[Path, set[int]]:
    """Return the event files of the run, with the env steps in them; a cut-off end is not.

    Other programs may have written files there, with other curves at the same steps.
    """
    files: dict[Path, set[int]] = {}
    for path in sorted(folder.glob("events.out.tfevents.*")):
        try:
            open_regular(path).close()
        except OSError:  # TensorBoard cannot show it either
            continue
        for event in EventFileLoader(str(path)).Load():
            tags = {value.tag for value in event.summary.value}
            if any(own <= tags for own in _OWN_TAGS):
                files.setdefault(path, set()).add(event.step)
    return files
