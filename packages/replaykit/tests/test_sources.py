"""Replays are read from paths, URLs and open files; a missing extra is named."""

from __future__ import annotations

import io
import os
import stat
import sys
from pathlib import Path
from typing import Any

import fsspec
import pytest

import replaykit
from replaykit import export
from replaykit.sources import is_url

from helpers import CONFIG, PROVENANCE, recorded


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("s3://bucket/a.abr", True),
        ("zip::/x.zip", True),
        ("a.abr", False),
        ("-", False),
        ("C:\\a.abr", False),
        (Path("s3://bucket"), False),
    ],
)
def test_which_sources_are_urls(source: str | Path, expected: bool) -> None:
    assert is_url(source) is expected


def test_a_url_is_read() -> None:
    replay = recorded()
    with fsspec.open("memory://folder/one.abr", "wb") as file:
        file.write(replay.to_bytes())
    again = replaykit.Replay.open("memory://folder/one.abr")
    assert again.content_digest == replay.content_digest
    with pytest.raises(FileNotFoundError):
        replaykit.Replay.open("memory://folder/none.abr")


def test_whatever_has_a_path_is_one(tmp_path: Path) -> None:
    replay = replaykit.record_actions([6] * 3, config=CONFIG, seed=1, provenance=PROVENANCE)
    replay.write(tmp_path / "a.abr")
    entry: Any = next(os.scandir(tmp_path))
    assert replaykit.Replay.open(entry).actions.tolist() == [6] * 3
    recorder = replaykit.fork(replay, 1, PROVENANCE, block_steps=1, path=entry)
    recorder.step(6)
    assert replaykit.resume(entry).finish().actions.tolist() == [6]


def test_an_open_file_stays_open() -> None:
    stream = io.BytesIO(recorded().to_bytes())
    replaykit.Replay.open(stream)
    assert not stream.closed


@pytest.mark.parametrize(
    ("module", "package", "use"),
    [
        ("fsspec", "fsspec", "remote"),
        ("pyarrow", "pyarrow", "parquet"),
        ("minari", "'minari", "minari"),
        ("PIL", "'minari.* pillow", "minari"),
        ("h5py", "'minari.* pillow", "minari"),
        ("imageio_ffmpeg", "imageio-ffmpeg", "video"),
    ],
)
def test_a_missing_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, package: str, use: str
) -> None:
    replay = recorded()
    for name in [name for name in sys.modules if name.startswith("minari.dataset._storages")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setenv("MINARI_DATASETS_PATH", str(tmp_path))
    uses = {
        "remote": lambda: replaykit.Replay.open("memory://x.abr"),
        "parquet": lambda: export.export_parquet(replaykit.frames(replay), tmp_path / "x.parquet"),
        "minari": lambda: export.export_minari([replay], "prospector/x-v0"),
        "video": lambda: export.export_video(replay, tmp_path / "x.mp4"),
    }
    with pytest.raises(replaykit.MissingExtraError, match=f"install it with pip install {package}"):
        uses[use]()
    assert list(tmp_path.iterdir()) == []


def test_files_are_as_open_to_others_as_any_new_file(tmp_path: Path) -> None:
    path, other = tmp_path / "one.abr", tmp_path / "other"
    recorded().write(path)
    other.touch()
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(other.stat().st_mode)
