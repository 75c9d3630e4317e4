"""Resume a recording in a process that dies at a chosen file operation.

    python resume_and_die.py PATH OPERATION [torn]

The process resumes PATH, records ACTIONS up to its end and finishes the file. It dies before file
operation number OPERATION, counted from 1; with `torn`, a write is done by half first. Number 0
never comes: the process then prints how many operations there are.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import replaykit
from replaykit.files import AppendedFile

ACTIONS = np.random.default_rng(0).choice([6, 11, 80], 52)
"""HOLD_DRIFT, another legal action and one outside the space."""
DEAD = 9


class Death:
    """Counts file operations and ends the process at one of them, without any cleanup."""

    def __init__(self, operation: int, is_torn: bool) -> None:
        self._operation = operation
        self._is_torn = is_torn
        self.count = 0

    def before(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, counted."""

        def counted(*args: Any, **kwargs: Any) -> Any:
            self._count_or_die(lambda: None)
            return function(*args, **kwargs)

        return counted

    def before_write(self, file: AppendedFile, data: bytes) -> None:
        """Append data, counted; stands for AppendedFile.write."""

        def append(part: bytes) -> None:
            with file.path.open("ab") as stream:
                stream.write(part)

        self._count_or_die(lambda: append(data[: len(data) // 2]))
        append(data)

    def _count_or_die(self, tear: Callable[[], None]) -> None:
        self.count += 1
        if self.count == self._operation:
            if self._is_torn:
                tear()
            os._exit(DEAD)


def main() -> None:
    """Run the command line."""
    death = Death(int(sys.argv[2]), "torn" in sys.argv)
    for module, name in ((os, "replace"), (os, "unlink"), (os, "fsync"), (Path, "write_bytes")):
        setattr(module, name, death.before(getattr(module, name)))

    def write(file: AppendedFile, data: bytes) -> None:
        death.before_write(file, data)

    AppendedFile.write = write  # type: ignore[method-assign]
    recorder = replaykit.resume(sys.argv[1])
    recorder.run(ACTIONS[recorder.num_steps :])
    recorder.finish()
    print(death.count)


if __name__ == "__main__":
    main()
