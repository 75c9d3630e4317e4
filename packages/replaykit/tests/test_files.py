"""Files appear whole or not at all, wherever a name leads."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from replaykit import files
from replaykit.files import growing_file, rename, write_atomically


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO here")
def test_a_fifo_is_written_to_and_stays(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(fifo.read_bytes()))
    reader.start()

    write_atomically(fifo, b"new")
    reader.join()

    assert read == [b"new"]
    assert fifo.is_fifo()
    assert list(tmp_path.iterdir()) == [fifo]


@pytest.mark.parametrize("has_target", [True, False])
def test_a_link_stays_and_its_target_is_replaced(tmp_path: Path, has_target: bool) -> None:
    (tmp_path / "other").mkdir()
    target, link = tmp_path / "other" / "file", tmp_path / "link"
    if has_target:
        target.write_bytes(b"old")
    link.symlink_to(target)

    write_atomically(link, b"new")

    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert list((tmp_path / "other").iterdir()) == [target]


@pytest.mark.parametrize("letter", ["a", "ü"])
def test_the_longest_name_can_be_written(tmp_path: Path, letter: str) -> None:
    path = tmp_path / (letter * (255 // len(letter.encode())))
    write_atomically(path, b"new")
    assert list(tmp_path.iterdir()) == [path]


def in_a_file(folder: Path) -> Path:
    (folder / "file").touch()
    return folder / "file" / "name"


def in_a_circle(folder: Path) -> Path:
    (folder / "circle").symlink_to(folder / "circle")
    return folder / "circle"


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (lambda folder: folder / "missing" / "name", FileNotFoundError),
        (lambda folder: folder, IsADirectoryError),
        (in_a_file, NotADirectoryError),
        (in_a_circle, OSError),
    ],
)
def test_an_error_names_the_file_that_was_asked_for(
    tmp_path: Path, place: Callable[[Path], Path], reason: type[OSError]
) -> None:
    path = place(tmp_path)
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(reason) as caught:
        write_atomically(path, b"new")

    assert str(caught.value).endswith(f": {str(path)!r}")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_block_that_raises_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with pytest.raises(TypeError), growing_file(path) as file:
        file.write("half")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def readers(monkeypatch: pytest.MonkeyPatch, tries: int) -> list[float]:
    """Let renaming fail as on Windows while another process reads the file; nothing waits.

    Returns:
        The pauses, in seconds, as they come.
    """
    pauses: list[float] = []
    left = iter(range(tries))

    def replace(source: Path, target: Path) -> None:
        if next(left, None) is not None:
            raise PermissionError(13, "Access is denied", str(source))
        os.replace(source, target)  # noqa: PTH105  # Path.replace is this

    monkeypatch.setattr(files, "_READERS_BLOCK", True)
    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr("time.sleep", pauses.append)
    return pauses


def test_on_windows_a_file_waits_for_its_readers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"old")
    pauses = readers(monkeypatch, 3)
    write_atomically(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"new"
    assert pauses == [0.01, 0.05, 0.2]


def test_a_reader_that_stays_is_an_error_after_two_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"old")
    pauses = readers(monkeypatch, 100)
    with pytest.raises(PermissionError, match="Access is denied"):
        write_atomically(tmp_path / "file", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"
    assert sum(pauses) == pytest.approx(1.76)


def test_elsewhere_a_refusal_is_final(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = readers(monkeypatch, 1)
    monkeypatch.setattr(files, "_READERS_BLOCK", False)
    (tmp_path / "a").touch()
    with pytest.raises(PermissionError):
        rename(tmp_path / "a", tmp_path / "b")
    assert not pauses
