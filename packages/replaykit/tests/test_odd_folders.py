"""Folders of replays that hold anything: each bad item has its own message, the others work."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from replaykit.cli.main import main
from replaykit.library import query_index, update_index
from replaykit.library.folder import find_replays, printable

DATA = Path(__file__).parent / "data"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two replays."""
    source = next(DATA.rglob("whole.abr"))
    folder = tmp_path / "runs"
    for name in ("a", "b"):
        (folder / name / "replays").mkdir(parents=True)
        shutil.copyfile(source, folder / name / "replays" / "w000001.abr")
    return folder


def loop(path: Path) -> None:
    path.symlink_to(path.name)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (Path.mkdir, "Is a directory"),
        (os.mkfifo, "Not a regular file"),
        (loop, "Too many levels of symbolic links"),
        (lambda path: path.symlink_to("/nowhere"), "No such file or directory"),
        (lambda path: path.symlink_to("/dev/zero"), "Not a regular file"),
        (lambda path: path.write_bytes(b""), "not a replay"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00"), "not a replay"),
    ],
)
def test_a_bad_item_has_its_own_row(
    folder: Path, make: Callable[[Path], object], expected: str
) -> None:
    make(folder / "a" / "bad.abr")
    change = update_index(folder)
    assert (change.added, change.unreadable) == (3, 1)
    rows = {row["path"]: row for row in query_index(folder / "replays.sqlite")}
    assert expected in rows["a/bad.abr"]["error"]
    good = [row for row in rows.values() if row["error"] is None]
    assert [row["path"] for row in good] == ["a/replays/w000001.abr", "b/replays/w000001.abr"]
    assert update_index(folder).changed == 0


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, loop])
def test_a_bad_table_of_a_run_leaves_the_tags_out(
    folder: Path, make: Callable[[Path], object]
) -> None:
    make(folder / "a" / "replays" / "index.jsonl")
    assert update_index(folder).unreadable == 0


def test_a_folder_that_cannot_be_read_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scan = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("/a"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr("os.scandir", refuse)
    assert main(["index", str(folder), "--json"]) == 0
    out, err = capsys.readouterr()
    assert [json.loads(line)["path"] for line in out.splitlines()] == ["b/replays/w000001.abr"]
    assert f"replaykit: {folder}/a: Permission denied\n" in err


def test_names_that_are_not_utf8_are_escaped(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = folder / os.fsdecode(b"caf\xe9")
    (folder / "a").rename(odd)
    (odd / "replays" / "w000001.abr").rename(odd / "replays" / os.fsdecode(b"\xff.abr"))
    assert update_index(folder).unreadable == 0
    paths = [row["path"] for row in query_index(folder / "replays.sqlite")]
    assert paths == ["b/replays/w000001.abr", r"caf\xe9/replays/\xff.abr"]
    assert printable(odd).endswith(r"caf\xe9")
    (found,) = [path for path in find_replays([folder]) if path.name != "w000001.abr"]
    for command in ("info", "verify"):
        assert main([command, str(found)]) == 0
    capsys.readouterr()
    assert main(["index", str(folder)]) == 0
    assert r"caf\xe9/replays/\xff.abr: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("locale", "encoding"), [("C", "ascii"), ("POSIX", ""), ("C.UTF-8", "utf-8"), ("C", "latin-1")]
)
def test_any_locale_prints_any_name(folder: Path, locale: str, encoding: str) -> None:
    odd = os.fsencode(folder / "a") + b"/replays/\xe9\xff.abr"
    (folder / "a/replays/w000001.abr").rename(os.fsdecode(odd))
    environment = {**os.environ, "LC_ALL": locale, "PYTHONIOENCODING": encoding, "ODD": "x"}
    bytes_environment = {os.fsencode(k): os.fsencode(v) for k, v in environment.items()}
    bytes_environment[b"ODD"] = b"\xff\xfe"
    program = "import sys; from replaykit.cli.main import main; sys.exit(main(sys.argv[1:]))"
    for arguments in ([b"info", odd], [b"index", os.fsencode(folder)]):
        done = subprocess.run(
            [os.fsencode(sys.executable), b"-c", program.encode(), *arguments],
            capture_output=True,
            env=bytes_environment,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert b"Traceback" not in done.stderr
    with tempfile.TemporaryDirectory(dir=folder, suffix=os.fsdecode(b"\xff")) as empty:
        done = subprocess.run(
            [sys.executable, "-c", program, "bundle", empty, "-o", "x.zip"],
            capture_output=True,
            env=bytes_environment,
            check=False,
        )
        assert done.returncode == 2
        assert b"no .abr file below this folder" in done.stderr
        assert b"Traceback" not in done.stderr
