"""Wall and CPU time of a window and of its phases."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class WindowTimer:
    """Measures a window from its creation."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.monotonic(), time.process_time()
        self._phases: dict[str, float] = {}
        self._cpu_phases: dict[str, float] = {}

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Add the time of a block to a phase."""
        wall, cpu = time.monotonic(), time.process_time()
        yield
        wall_s, cpu_s = time.monotonic() - wall, time.process_time() - cpu
        self._phases[name] = self._phases.get(name, 0.0) + wall_s
        self._cpu_phases[name] = self._cpu_phases.get(name, 0.0) + cpu_s

    def row(self, window: int, steps: int) -> dict[str, Any]:
        """Return the row of timing.jsonl for a window of so many env steps."""
        wall_s = time.monotonic() - self._wall
        return {
            "schema": 1,
            "window": window,
            "wall_s": wall_s,
            "cpu_s": time.process_time() - self._cpu,
            "steps_per_s": steps / wall_s,
            "phases": self._phases,
            "cpu_phases": self._cpu_phases,
        }
