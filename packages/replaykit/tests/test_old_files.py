"""Files of every release are read by every later version, with the same content."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import replaykit

from make_data import DATA, twin_of

FILES = sorted(DATA.glob("[0-9]*/*.abr"))
IDS = [f"{path.parent.name}/{path.stem}" for path in FILES]


def test_there_are_files_of_this_release() -> None:
    assert f"{replaykit.__version__}/whole" in IDS
    assert len(FILES) >= 15


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_a_file_has_the_content_that_its_json_states(path: Path) -> None:
    twin = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    replay = replaykit.Replay.read(path, allow_cut=True)

    assert twin_of(replay) == twin
    assert replay.is_whole == ("result" in twin)
    if replay.is_whole:
        assert replaykit.verify(replay).is_true
    again = replaykit.Replay.from_bytes(replay.to_bytes(), allow_cut=True)
    assert twin_of(again) == twin


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_this_version_writes_the_same_content(path: Path) -> None:
    """Recorded again from its actions, an episode has the same content digest."""
    replay = replaykit.Replay.read(path, allow_cut=True)
    if replay.is_whole:
        assert replaykit.cut(replay).content_digest == replay.content_digest
