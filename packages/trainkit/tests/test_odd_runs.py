"""Commands that read a run folder say in one line what is wrong with it, and wait for nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from trainkit.errors import RunFolderError
from trainkit.runs.reading import read_run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")
FILES = {"config.yaml": "seed: 3\n", "run_metadata.json": "{}", "metrics/windows.jsonl": ""}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (os.mkfifo, "Not a regular file"),
        (Path.mkdir, "Is a directory"),
        (lambda path: path.symlink_to(path.name), "Too many levels of symbolic links"),
        (lambda path: path.write_bytes(b"\xff\xfe\n"), "run"),
        (lambda path: path.write_bytes(b"null\n"), "expected keys with values"),
    ],
)
def test_a_damaged_file_is_named(
    tmp_path: Path, name: str, make: Callable[[Path], object], expected: str
) -> None:
    run = tmp_path / "run"
    (run / "metrics").mkdir(parents=True)
    for file, text in FILES.items():
        (run / file).write_text(text, encoding="utf-8")
    (run / name).unlink()
    make(run / name)
    if name.endswith(".jsonl") and (run / name).is_file():  # rows end before a damaged one
        assert read_run(str(run)).rows == []
        return
    with pytest.raises(RunFolderError, match=expected) as refused:
        read_run(str(run))
    assert "\n" not in str(refused.value)
