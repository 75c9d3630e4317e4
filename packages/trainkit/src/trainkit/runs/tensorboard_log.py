"""The event files of a run for TensorBoard: one event per window, each written once."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.event_file_writer import EventFileWriter


class TensorBoardLog:
    """Writes the scalars of windows, and knows which windows are there already.

    Args:
        folder: Of the event files.
    """

    def __init__(self, folder: Path) -> None:
        self._steps = _steps_in(folder)
        self._writer = EventFileWriter(str(folder))

    def has(self, env_steps: int) -> bool:
        """Return whether the window that ends at this env step was written."""
        return env_steps in self._steps

    def log(self, scalars: dict[str, float], env_steps: int) -> None:
        """Write the scalars of a window; they are on disk when this returns."""
        values = [Summary.Value(tag=name, simple_value=value) for name, value in scalars.items()]
        event = Event(wall_time=time.time(), step=env_steps, summary=Summary(value=values))
        self._writer.add_event(event)
        self._writer.flush()
        self._steps.add(env_steps)

    def close(self) -> None:
        """Close the file."""
        self._writer.close()


def _steps_in(folder: Path) -> set[int]:
    """Return the env steps whose scalars are in the event files; a cut-off end is not."""
    steps: set[int] = set()
    for path in sorted(folder.glob("events.out.tfevents.*")):
        events: Any = EventFileLoader(str(path)).Load()
        steps.update(event.step for event in events if event.summary.value)
    return steps
