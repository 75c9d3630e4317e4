"""What a file system can hold in the place of a run's files."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PLAIN_USER = 65_534


@contextmanager
def as_plain_user(folder: Path) -> Iterator[Path]:
    """Copy a folder and run the block as a user without privileges; tests often run as root."""
    with tempfile.TemporaryDirectory() as beside:
        copy = Path(shutil.copytree(folder, Path(beside, folder.name)))
        Path(beside).chmod(0o755)
        (copy / "odd").chmod(0)
        is_root = os.geteuid() == 0
        if is_root:
            os.seteuid(PLAIN_USER)
        try:
            yield copy
        finally:
            if is_root:
                os.seteuid(0)
            (copy / "odd").chmod(0o755)


def replaced(make: Callable[[Path], object], *names: str) -> Callable[[Path], None]:
    """Return a function that puts something else in place of files of a run."""

    def damage(run: Path) -> None:
        for name in names:
            path = run / name
            path.unlink(missing_ok=True)
            make(path)

    return damage


def text(content: bytes) -> Callable[[Path], object]:
    """Return a function that writes bytes into a file."""
    return lambda path: path.write_bytes(content)


def loop(path: Path) -> None:
    path.symlink_to(path.name)


METADATA, CONFIG, MANIFEST = "run_metadata.json", "config.yaml", "manifest.json"
EVALUATION, WINDOWS, INDEX = "evaluation.json", "metrics/windows.jsonl", "replays/index.jsonl"
ONE = "replays/w000002"
REPLAY = f"{ONE}.abr"
EVERY = (METADATA, CONFIG, MANIFEST, EVALUATION, WINDOWS, INDEX, REPLAY, "metrics/timing.jsonl")
CASES: dict[str, Callable[[Path], None]] = {
    "folders": replaced(Path.mkdir, *EVERY),
    "FIFOs": replaced(os.mkfifo, *EVERY),
    "loops": replaced(loop, *EVERY),
    "broken links": replaced(lambda path: path.symlink_to("/nowhere/at/all"), *EVERY),
    "devices": replaced(lambda path: path.symlink_to("/dev/zero"), *EVERY),
    "bytes that are not UTF-8": replaced(text(b"\xff\xfe\x00\xd8\n"), *EVERY),
    "half a file": replaced(text(b'{"schema": 1, "rows": [{"player": "pol'), *EVERY),
    "empty files": replaced(text(b""), *EVERY),
    "null": replaced(text(b"null\n"), *EVERY),
    "a lone surrogate": replaced(text(b'{"schema": 1, "algorithm": "\\ud800"}\n'), *EVERY),
    "deep nesting": replaced(text(b"[" * 100_000 + b"\n"), *EVERY),
    "huge numbers": replaced(text(b'{"schema": 1, "window": 1' + b"0" * 5000 + b"}\n"), *EVERY),
    "odd YAML": replaced(
        text(b"1: 2\n2026-01-01: .nan\nset: !!set {a}\nbytes: !!binary gP8=\n"), CONFIG
    ),
    "YAML of another encoding": replaced(text("seed: ü\n".encode("latin-1")), CONFIG),
}
