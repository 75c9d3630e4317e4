"""The C++ benchmark as a process that answers one round at a time."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tours import unpack_tours

CORE = Path(__file__).parent.parent / "packages" / "envcore"
BUILD = CORE / "build" / "bench"


def build_worlds() -> Path:
    """Build the C++ benchmark as a release and return its program."""
    configure = ["cmake", "-S", str(CORE), "-B", str(BUILD), "-G", "Ninja"]
    options = ["-DCMAKE_BUILD_TYPE=Release", "-DENVCORE_BENCH=ON"]
    subprocess.run([*configure, *options], check=True, stdout=subprocess.DEVNULL)
    command = ["cmake", "--build", str(BUILD), "--target", "bench_worlds", "-j", "2"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return BUILD / "worlds" / "bench_worlds"


class NativeBench:
    """A running bench_worlds; see its main.cpp for the commands."""

    def __init__(self, program: Path) -> None:
        self._folder = tempfile.TemporaryDirectory()
        tours = Path(self._folder.name) / "tours.bin"
        unpack_tours(tours)
        self._process = subprocess.Popen(
            [str(program), str(tours)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    @property
    def pid(self) -> int:
        """Of the program."""
        return self._process.pid

    def ask(self, *words: object) -> dict[str, Any]:
        """Return the answer to one command.

        Raises:
            RuntimeError: The program ended, for example because two variants differed; the reason
                is on stderr.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"bench_worlds ended at: {' '.join(map(str, words))}")
        result: dict[str, Any] = json.loads(answer)
        return result

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        self._folder.cleanup()
